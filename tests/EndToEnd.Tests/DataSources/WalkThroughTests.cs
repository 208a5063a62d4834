using System.Net.Http.Json;
using System.Security.Cryptography;
using Qwak.Clients;
using Qwak.Clients.Administration;
using Qwak.Connectors.Tests.MySql;
using Qwak.Connectors.Tests.Snowflake;
using Qwak.Connectors.Tests.Support;
using Qwak.EndToEnd.Tests.Processes;
using Qwak.FeatureStore.DataSources;

namespace Qwak.EndToEnd.Tests.DataSources;

/// <summary>
/// The walk-throughs of docs/feature-store, with the server, the command and Python as processes of their own: against a
/// double of Snowflake, which lets in nobody but who brings exactly the stored values, and against a real MariaDB.
/// </summary>
public sealed class WalkThroughTests : IAsyncLifetime
{
    private readonly string _user = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private readonly string _password = RandomNumberGenerator.GetHexString(12, lowercase: true) + ";'\"=\\ &%";
    private ServerProcess _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = new ServerProcess();
        var roots = Path.Combine(_server.Folder, "sources-ca.pem");
        await File.WriteAllTextAsync(roots, TestCertificates.Roots.ExportCertificatePems());
        await _server.StartAsync("--allow-loopback-sources", "--source-ca-file", roots);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_seeds_snowflake_source_is_registered_and_sampled_from_python_and_from_the_command()
    {
        await using var snowflake = await SnowflakeDouble.StartAsync(_user, _password);
        await SetAsync("snowflake-user", _user, snowflake.Port);
        await SetAsync("snowflake-password", _password, snowflake.Port);
        var file = Path.Combine(_server.Folder, "data_sources.py");
        await File.WriteAllTextAsync(
            file,
            $"""
            from qwak.feature_store.data_sources import SnowflakeSource

            # The names of the secrets in the Secret Service
            QWAK_SECRET_SNOWFLAKE_USER = "snowflake-user"
            QWAK_SECRET_SNOWFLAKE_PASSWORD = "snowflake-password"

            snowflake_source = SnowflakeSource(
                name="my-snowflake-datasource",
                description="An example snowflake data source",
                date_created_column="CREATED",
                username_secret_name=QWAK_SECRET_SNOWFLAKE_USER,
                password_secret_name=QWAK_SECRET_SNOWFLAKE_PASSWORD,
                host="localhost:{snowflake.Port}",
                database="SHOP",
                schema="PUBLIC",
                warehouse="SMALL",
                table="TYPES",
            )

            if __name__ == "__main__":
                rows = snowflake_source.get_sample(number_of_rows=1)
                row = rows.iloc[0] if hasattr(rows, "iloc") else rows[0]
                print(row["SMALL"], row["NAME"], row["CREATED"])
            """);

        var registered = await QwakAsync("features", "register", "-p", file);
        Assert.Equal(
            """
            my-snowflake-datasource (snowflake)
              fields              ok
              secrets             ok      snowflake-user, snowflake-password
              connection          ok
              data                ok      15 columns
              date_created_column ok
              registered as version 1

            """,
            registered);
        Assert.Equal("42 Zoë \"q\" ☃ 2026-11-25T01:02:03.123456789\n", await PythonAsync(file));
        var csv = await QwakAsync("features", "sample", "--data-source", "my-snowflake-datasource", "--output", "csv");
        Assert.Contains("42,12345678901234567890123456789012345678,1234567890123456789012345678.0123456789,0.1,", csv, StringComparison.Ordinal);
        Assert.Contains("my-snowflake-datasource  snowflake", await QwakAsync("features", "list"), StringComparison.Ordinal);
        Assert.True(snowflake.Logins >= 3);
        AssertNoValue(registered + csv + _server.Process.Output + _server.Process.Error);
    }

    [Fact]
    public async Task The_seeds_snowflake_source_is_registered_and_sampled_from_csharp()
    {
        await using var snowflake = await SnowflakeDouble.StartAsync(_user, _password);
        await SetAsync("snowflake-user", _user, snowflake.Port);
        await SetAsync("snowflake-password", _password, snowflake.Port);
        const string SnowflakeUser = "snowflake-user";
        const string SnowflakePassword = "snowflake-password";
        var snowflakeSource = new SnowflakeSource(
            name: "my-snowflake-datasource",
            description: "An example snowflake data source",
            dateCreatedColumn: "CREATED",
            usernameSecretName: SnowflakeUser,
            passwordSecretName: SnowflakePassword,
            host: $"localhost:{snowflake.Port}",
            database: "SHOP",
            schema: "PUBLIC",
            warehouse: "SMALL",
            table: "TYPES");

        using var client = NewClient();
        Assert.True((await client.DataSources.ValidateAsync(snowflakeSource)).Valid);
        Assert.Equal(1, (await client.DataSources.RegisterAsync(snowflakeSource)).Version);
        var sample = await client.DataSources.SampleAsync("my-snowflake-datasource", rows: 1);
        Assert.Equal("Zoë \"q\" ☃", sample.Rows[0][sample.Columns.Index().Single(c => c.Item.Name == "NAME").Index].GetString());
        Assert.IsType<SnowflakeSource>(await client.DataSources.GetAsync("my-snowflake-datasource"));
        await client.DataSources.DeleteAsync("my-snowflake-datasource");
        Assert.Empty(await client.DataSources.ListAsync());
    }

    [Fact]
    public async Task A_mariadb_source_is_registered_sampled_and_goes_on_after_its_password_was_rotated()
    {
        var database = MariaDbServer.Instance;
        var table = "t" + RandomNumberGenerator.GetHexString(16, lowercase: true);
        Execute(database, $"CREATE USER {_user} IDENTIFIED BY {Text(_password)}; CREATE TABLE {table} (id int, note varchar(20), at datetime(6));"
            + $" INSERT INTO {table} VALUES (1, 'a,\"b', '2026-01-02 03:04:05.000001'), (2, NULL, NULL); GRANT SELECT ON shop.{table} TO {_user}");
        await SetAsync("db-user", _user, database.Port);
        await SetAsync("db-password", _password, database.Port);
        var file = Path.Combine(_server.Folder, "sources.yaml");
        await File.WriteAllTextAsync(
            file,
            $"""
            - type: mysql
              name: orders
              description: Orders of the shop
              date_created_column: at
              username_secret_name: db-user
              password_secret_name: db-password
              url: jdbc:mysql://localhost:{database.Port}/shop
              db_table: {table}
            - type: mysql
              name: broken
              description: A table that is not there
              date_created_column: at
              username_secret_name: db-user
              password_secret_name: db-password
              url: jdbc:mysql://localhost:{database.Port}/shop
              db_table: {table}_absent
            """);

        var registered = await RunQwakAsync("features", "register", "-p", file);
        Assert.Equal((1, "Error: 1 of 2 data sources are not registered.\n"), (registered.ExitCode, registered.Error));
        Assert.Contains("registered as version 1", registered.Output, StringComparison.Ordinal);
        Assert.Contains("  data                failed", registered.Output, StringComparison.Ordinal);
        const string Csv = "id,note,at\n1,\"a,\"\"b\",2026-01-02T03:04:05.000001\n2,,\n";
        Assert.Equal(Csv, await QwakAsync("features", "sample", "--data-source", "orders", "--output", "csv"));
        await AssertParquetAsync("orders");

        var rotated = RandomNumberGenerator.GetHexString(16);
        Execute(database, $"ALTER USER {_user} IDENTIFIED BY {Text(rotated)}");
        await SetAsync("db-password", rotated, database.Port);
        Assert.Equal(Csv, await QwakAsync("features", "sample", "--data-source", "orders", "--output", "csv"));
        var refused = await RunQwakAsync("secrets", "delete", "--name", "db-password");
        Assert.Equal((1, "Deleting secret named 'db-password'\n"), (refused.ExitCode, refused.Output));
        Assert.Contains("orders", refused.Error, StringComparison.Ordinal);
        await QwakAsync("secrets", "delete", "--name", "db-password", "--force");
        AssertNoValue(registered.Output + registered.Error + _server.Process.Output + _server.Process.Error);
    }

    /// <summary>A file through a pipe, with the same bytes as in C#; and a terminal, which gets none.</summary>
    private async Task AssertParquetAsync(string source)
    {
        using var client = NewClient();
        var expected = await client.DataSources.SampleParquetAsync(source);
        var file = Path.Combine(_server.Folder, "sample.parquet");
        string[] command = [Programs.Cli, "features", "sample", "--data-source", source, "--output", "parquet"];

        var piped = await Command.RunAsync("/bin/sh", ["-c", "file=$1; shift; \"$@\" | cat > \"$file\"", "sh", file, .. command], Variables());
        Assert.Equal((0, ""), (piped.ExitCode, piped.Error));
        Assert.Equal(expected, await File.ReadAllBytesAsync(file));
        Assert.Equal("PAR1"u8.ToArray(), expected[^4..]);

        var terminal = await Command.RunAsync("/usr/bin/script", ["-qec", string.Join(' ', command), "/dev/null"], Variables());
        Assert.Equal(2, terminal.ExitCode);
        Assert.Equal("Error: A Parquet file is not text for a terminal. Redirect it into a file: --output parquet > sample.parquet", terminal.Output.Trim());
    }

    private static void Execute(MariaDbServer database, string statements)
    {
        foreach (var statement in statements.Split("; "))
        {
            database.Execute(statement);
        }
    }

    private static string Text(string value) => $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";

    private async Task SetAsync(string name, string value, int port)
    {
        using var rest = await _server.NewRestAsync();
        (await rest.PutAsJsonAsync($"/api/v1/environments/default/secrets/{name}", new { value })).EnsureSuccessStatusCode();
        (await rest.PutAsync($"/api/v1/environments/default/secrets/{name}/bindings/localhost%3A{port}", null)).EnsureSuccessStatusCode();
    }

    private AdministrationClient NewClient() => new(new QwakConnectionOptions
    {
        Url = new Uri(_server.Url),
        CertificateAuthorityFile = _server.CaFile,
        ApiKey = _server.AdminKey,
        Variables = name => name == "QWAK_HOME" ? _server.Folder : null,
    });

    private async Task<string> QwakAsync(params string[] arguments)
    {
        var ran = await RunQwakAsync(arguments);
        Assert.True(ran.ExitCode == 0, $"{string.Join(' ', arguments)}: {ran.Error}{ran.Output}");
        return ran.Output;
    }

    private Task<Finished> RunQwakAsync(params string[] arguments) =>
        Command.RunAsync(Programs.Cli, arguments, Variables());

    private async Task<string> PythonAsync(string file)
    {
        var ran = await Command.RunAsync("/usr/bin/python3", ["-B", "-W", "ignore", file], Variables());
        Assert.True(ran.ExitCode == 0, ran.Error);
        return ran.Output;
    }

    private Dictionary<string, string> Variables() => new()
    {
        ["QWAK_URL"] = _server.Url,
        ["QWAK_CA_FILE"] = _server.CaFile,
        ["QWAK_API_KEY"] = _server.AdminKey,
        ["QWAK_HOME"] = _server.Folder,
        ["PYTHONPATH"] = Path.Combine(Repository.Root, "clients", "python"),
        ["PYTHONIOENCODING"] = "utf-8",
        ["PYTHONDONTWRITEBYTECODE"] = "1",
    };

    private void AssertNoValue(string text)
    {
        Assert.DoesNotContain(_user[..6], text, StringComparison.Ordinal);
        Assert.DoesNotContain(_password[..6], text, StringComparison.Ordinal);
    }
}
