using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Qwak.Connectors.Tests.MySql;
using Qwak.Connectors.Tests.Snowflake;
using Qwak.Connectors.Tests.Support;
using Qwak.EndToEnd.Tests.Processes;
using Qwak.FeatureStore.DataSources;

namespace Qwak.EndToEnd.Tests.DataSources;

/// <summary>
/// Every secret of every kind of source has a value that nothing else contains; the sources are tried, registered and
/// sampled, and fail in every way. No value, and no piece of one longer than 5 characters, is anywhere afterwards.
/// </summary>
public sealed class SourceCanaryTests
{
    private const int LongestPiece = 5;

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly StringBuilder _seen = new();

    [Fact]
    public async Task No_piece_of_a_value_is_in_an_answer_a_log_a_process_list_or_a_file()
    {
        await using var server = new ServerProcess();
        var roots = Path.Combine(server.Folder, "sources-ca.pem");
        await File.WriteAllTextAsync(roots, TestCertificates.Roots.ExportCertificatePems());
        await server.StartAsync("--allow-loopback-sources", "--source-ca-file", roots);
        await using var snowflake = await SnowflakeDouble.StartAsync("somebody", "else");
        var database = MariaDbServer.Instance;
        var (user, password) = (Canary(), Canary());
        database.Execute($"CREATE USER {user} IDENTIFIED BY '{password}'");
        DataSource[] sources =
        [
            .. OtherKinds(),
            .. MariaDb(database.Port),
            new SnowflakeSource("no-login", "", "AT", $"localhost:{snowflake.Port}", "snow-user", "SHOP", "PUBLIC", "SMALL", "snow-password", table: "TYPES"),
            new SnowflakeSource("no-key", "", "AT", $"localhost:{snowflake.Port}", "snow-user", "SHOP", "PUBLIC", "SMALL", pemPrivateKeySecretName: "snow-key", table: "TYPES"),
            new PostgresSource("no-protocol", "", "at", "pg-user", "pg-password", $"jdbc:postgresql://localhost:{database.Port}/shop", "orders"),
            new RedshiftSource("nobody-there", "", "at", "rs-user", "rs-password", $"jdbc:redshift://localhost:{Ports.Free()}/shop", "orders"),
        ];
        using var rest = await server.NewRestAsync();
        foreach (var name in sources.SelectMany(source => source.SecretNames).Select(secret => secret.Name).Distinct())
        {
            _values[name] = name switch { "my-user" => user, "my-password" => password, _ => Canary() };
            (await rest.PutAsJsonAsync($"/api/v1/environments/default/secrets/{name}", new { value = _values[name] })).EnsureSuccessStatusCode();
            (await rest.PutAsync($"/api/v1/environments/default/secrets/{name}/bindings/localhost%3A%2A", null)).EnsureSuccessStatusCode();
        }

        for (var extra = _values.Count; extra < 30; extra++)
        {
            _values[$"extra-{extra}"] = Canary();
            (await rest.PutAsJsonAsync($"/api/v1/environments/default/secrets/extra-{extra}", new { value = _values[$"extra-{extra}"] })).EnsureSuccessStatusCode();
        }

        var failed = 0;
        foreach (var source in sources)
        {
            failed += await UseAsync(rest, source);
        }

        await SeeAsync(await rest.GetAsync("/api/v1/environments/default/data-sources?limit=1000"));
        await SeeAsync(await rest.GetAsync("/api/v1/audit/events?limit=1000"));
        _seen.Append(server.Process.Output).Append(server.Process.Error).Append(await File.ReadAllTextAsync($"/proc/{server.Process.Id}/cmdline"));
        await server.StopAsync();
        foreach (var file in Directory.EnumerateFiles(server.Folder, "*", SearchOption.AllDirectories))
        {
            _seen.Append(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)));
        }

        Assert.InRange(sources.Length, 20, int.MaxValue);
        Assert.InRange(failed, 20, int.MaxValue);
        var seen = _seen.ToString();
        foreach (var (name, value) in _values)
        {
            for (var start = 0; start + LongestPiece < value.Length; start++)
            {
                Assert.False(seen.Contains(value.AsSpan(start, LongestPiece + 1), StringComparison.Ordinal), $"A piece of the value of {name} was found.");
            }
        }
    }

    // Their addresses are none that their secrets are bound to.
    private static IEnumerable<DataSource> OtherKinds() =>
    [
        new AthenaSource(
            "athena", "", "at", dbTable: "orders", awsRegion: "eu-central-1", workgroup: "shop",
            awsAuthentication: new AwsCredentialsAuthentication("athena-key", "athena-secret")),
        new BigQuerySource("bigquery", "", "at", "bigquery-credentials", dataset: "shop", table: "orders"),
        new MongoDbSource("mongodb", "", "at", "mongo.example.invalid", "mongo-user", "mongo-password", "shop", "orders", ""),
        new ClickhouseSource("clickhouse", "", "at", "click-user", "click-password", "jdbc:clickhouse://click.example.invalid:8443/shop", "orders"),
        new ElasticSearchSource("elastic", "", "at", "elastic.example.invalid", "orders", usernameSecretName: "elastic-user", passwordSecretName: "elastic-password"),
        new VerticaSource("vertica", "", "at", "vertica.example.invalid", 5433, "shop", "public", "orders", "vertica-user", "vertica-password"),
        new UnityCatalogSource("catalog", "", "at", "https://catalog.example.invalid", "shop", "main", "catalog-token", table: "orders"),
        new CsvSource("csv", "", "at", "s3://shop/orders.csv", filesystemConfiguration: new AwsS3FileSystemConfiguration("csv-key", "csv-secret", "shop")),
        new ParquetSource("parquet", "", "at", "gs://shop/orders", new GcsUserCredentials("gcs-client-id", "gcs-client-secret", "gcs-refresh-token")),
        new KafkaSource(
            "kafka", "", "kafka.example.invalid:9093", new Dictionary<string, string> { ["ssl.key.password"] = "kafka-key-password" }, subscribe: "orders",
            authenticationMethod: new SaslAuthentication("kafka-user", "kafka-password", SaslMechanism.ScramSha512, SecurityProtocol.SaslSsl)),
    ];

    private static IEnumerable<DataSource> MariaDb(int port)
    {
        string[] urls =
        [
            $"jdbc:mysql://localhost:{port}/shop", $"jdbc:mysql://localhost:{port}/mysql", $"jdbc:mysql://localhost:{port}/absent",
            $"jdbc:mysql://localhost:{port}/shop?allowLoadLocalInfile=true", $"jdbc:mysql://me:mine@localhost:{port}/shop", $"jdbc:mysql://127.0.0.1:{port}/shop",
        ];
        foreach (var (index, url) in urls.Index())
        {
            yield return new MysqlSource($"mariadb-{index}", "", "at", "my-user", "my-password", url, "absent");
        }

        yield return new MysqlSource("mariadb-query", "", "at", "my-user", "my-password", urls[0], query: "SELEKT 1");
        yield return new MysqlSource("mariadb-login", "", "at", "my-user", "my-other-password", urls[0], "absent");
    }

    /// <returns>1 when the sample failed, as it should.</returns>
    private async Task<int> UseAsync(HttpClient rest, DataSource source)
    {
        const string Path = "/api/v1/environments/default/data-sources";
        var spec = SpecJson.Write(source);
        await SeeAsync(await rest.PostAsJsonAsync($"{Path}/validate", new { spec }));
        await SeeAsync(await rest.PostAsJsonAsync($"{Path}/sample", new { spec, rows = 1 }));
        await SeeAsync(await rest.PutAsJsonAsync($"{Path}/{source.Name}", new { spec }));
        await SeeAsync(await rest.GetAsync($"{Path}/{source.Name}"));
        var sample = await rest.PostAsJsonAsync($"{Path}/{source.Name}/sample", new { rows = 1 });
        await SeeAsync(sample);
        return sample.IsSuccessStatusCode ? 0 : 1;
    }

    private async Task SeeAsync(HttpResponseMessage answer) => _seen.Append(answer.Headers).Append(await answer.Content.ReadAsStringAsync());

    // Letters that ids and hashes do not have.
    private static string Canary() => "k" + RandomNumberGenerator.GetString("ghjkmnpqrstuvwxyzGHJKMNPQRSTUVWXYZ", 23);
}
