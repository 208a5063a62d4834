using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Npgsql;
using Qwak;
using Qwak.Connectors;
using Qwak.Connectors.Network;
using Qwak.FeatureStore.DataSources;

// Samples 1,000 rows of a table of 100 columns: with the bare driver, and through the connector, in turns.
const int Rows = 1000;
const string User = "bench";
const string Password = "not-secret";
var (port, rootFile, rounds) = (int.Parse(args[0], CultureInfo.InvariantCulture), args[1], int.Parse(args[2], CultureInfo.InvariantCulture));

await using var driver = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
{
    Host = "localhost", Port = port, Database = "postgres", Username = User, Password = Password, SslMode = SslMode.VerifyFull, RootCertificate = rootFile,
});
await CreateTableAsync();

await using var connections = new DataSourceConnections(ConnectorLimits.Default, TimeProvider.System);
var source = new PostgresSource("wide", "", "c0", "user", "password", $"jdbc:postgresql://localhost:{port}/postgres", dbTable: "wide");
var secrets = new Dictionary<string, SecretValue> { ["user"] = SecretValue.FromString(User), ["password"] = SecretValue.FromString(Password) };
var destination = Destination.TryParse($"localhost:{port}", out var parsed, out var error) ? parsed : throw new InvalidOperationException(error);
var guard = new DestinationGuard(
    secrets.Keys.ToDictionary(name => name, _ => (IReadOnlyList<Destination>)[destination]),
    new NetworkPolicy
    {
        AllowedNetworks = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")],
        TrustedRoots = [X509CertificateLoader.LoadCertificateFromFile(rootFile)],
    });

var (bare, ours) = (new List<double>(), new List<double>());
for (var round = -5; round < rounds; round++)
{
    var bareTime = await TimeAsync(SampleBareAsync);
    var ourTime = await TimeAsync(SampleAsync);
    if (round >= 0)
    {
        bare.Add(bareTime);
        ours.Add(ourTime);
    }
}

var (bareMedian, ourMedian) = (Median(bare), Median(ours));
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{Rows} rows of 100 columns, medians of {rounds}: bare driver {bareMedian:0.0} ms, connector {ourMedian:0.0} ms, ratio {ourMedian / bareMedian:0.00}"));

async Task CreateTableAsync()
{
    string[] types = ["int", "bigint", "double precision", "text", "boolean", "numeric(20,5)", "timestamp", "timestamptz", "date", "varchar(40)"];
    string[] values = ["i", "i * 10000000000", "i / 7.0", "'text of row ' || i", "i % 2 = 0", "i / 3.0", "now()::timestamp", "now()", "now()::date", "'name ' || i"];
    var columns = string.Join(", ", Enumerable.Range(0, 100).Select(column => $"c{column} {types[column % types.Length]}"));
    var cells = string.Join(", ", Enumerable.Range(0, 100).Select(column => values[column % values.Length]));
    await using var create = driver.CreateCommand($"DROP TABLE IF EXISTS wide; CREATE TABLE wide ({columns}); INSERT INTO wide SELECT {cells} FROM generate_series(1, {Rows * 2}) AS i");
    await create.ExecuteNonQueryAsync();
}

async Task<int> SampleBareAsync()
{
    await using var command = driver.CreateCommand($"SELECT * FROM wide LIMIT {Rows}");
    await using var reader = await command.ExecuteReaderAsync();
    var rows = new List<object[]>();
    while (await reader.ReadAsync())
    {
        var row = new object[reader.FieldCount];
        reader.GetValues(row);
        rows.Add(row);
    }

    return rows.Count;
}

async Task<int> SampleAsync()
{
    await using var reader = await connections.OpenAsync(source, new SourceKey("wide", "1"), secrets, guard, Rows, default);
    return (await reader.ReadAllAsync().ToListAsync()).Count;
}

static async Task<double> TimeAsync(Func<Task<int>> sample)
{
    var started = TimeProvider.System.GetTimestamp();
    var rows = await sample();
    return rows == Rows ? TimeProvider.System.GetElapsedTime(started).TotalMilliseconds : throw new InvalidOperationException($"{rows} rows came.");
}

static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
