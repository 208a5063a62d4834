using System.Security.Cryptography;
using System.Text.Json;
using Qwak.Connectors.Tests.Support;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Tests.Snowflake;

/// <summary>Snowflake's own client (npm's snowflake-sdk) and our connector before the same server see the same.</summary>
public sealed class SnowflakeVendorTests : IAsyncDisposable
{
    private readonly SourceUser _user = new();
    private readonly RSA _key = RSA.Create(2048);

    public SnowflakeVendorTests()
    {
        _user.Canaries["snowflake-user"] = Canaries.NewUser();
        _user.Canaries["snowflake-password"] = Canaries.NewPassword();
        _user.Canaries["snowflake-key"] = _key.ExportPkcs8PrivateKeyPem();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Both_log_in_and_read_all_chunks(bool isKeyPair) => await CompareRowsAsync("ORDERS", isKeyPair, rows: 250);

    [Fact]
    public async Task Both_read_each_type_alike() => await CompareRowsAsync("TYPES", isKeyPair: false, rows: 1);

    [Theory]
    [InlineData("NOWHERE", "002003", ConnectorFailure.Table)]
    [InlineData("MISSING_COLUMN", "000904", ConnectorFailure.Column)]
    [InlineData("FORBIDDEN", "003001", ConnectorFailure.Permission)]
    [InlineData("SELEKT", "001003", ConnectorFailure.Query)]
    internal async Task Both_are_told_the_same_code_of_a_query_that_fails(string query, string code, ConnectorFailure failure)
    {
        await using var server = await StartAsync();

        var vendor = await VendorAsync(server, $"SELECT * FROM {query}");
        var ours = await _user.FailAsync(failure, Source(server, isKeyPair: false, $"SELECT * FROM {query}"));

        Assert.Equal("query", vendor.GetProperty("step").GetString());
        Assert.Equal(code, vendor.GetProperty("code").ToString());
        Assert.Equal(code, ours.Code);
    }

    [Theory]
    [InlineData(false, "390100")]
    [InlineData(true, "390144")]
    public async Task Both_are_refused_at_login(bool isKeyPair, string code)
    {
        await using var server = await StartAsync();
        using var other = RSA.Create(2048);
        _user.Canaries["snowflake-password"] = Canaries.NewPassword();
        _user.Canaries["snowflake-key"] = other.ExportPkcs8PrivateKeyPem();

        var vendor = await VendorAsync(server, "SELECT * FROM ORDERS", isKeyPair);
        var ours = await _user.FailAsync(ConnectorFailure.Login, Source(server, isKeyPair, "SELECT * FROM ORDERS"));

        Assert.Equal("login", vendor.GetProperty("step").GetString());
        Assert.Equal(code, vendor.GetProperty("code").ToString());
        Assert.Equal(code, ours.Code);
    }

    public async ValueTask DisposeAsync()
    {
        _key.Dispose();
        await _user.DisposeAsync();
    }

    private async Task CompareRowsAsync(string table, bool isKeyPair, int rows)
    {
        await using var server = await StartAsync();

        var vendor = await VendorAsync(server, $"SELECT * FROM {table}", isKeyPair);
        var ours = await _user.SampleAsync(Source(server, isKeyPair, $"SELECT * FROM {table}"));

        Assert.True(vendor.GetProperty("step").GetString() == "done", vendor.ToString());
        Assert.Equal(vendor.GetProperty("columns").EnumerateArray().Select(name => name.GetString()), ours.Columns.Select(column => column.Name));
        Assert.Equal(rows, ours.Rows.Count);
        Assert.Equal(
            vendor.GetProperty("rows").EnumerateArray().Select(row => string.Join(" | ", row.EnumerateArray().Select(Text))),
            ours.Rows.Select(row => string.Join(" | ", row.Select((cell, column) => Text(ours.Columns[column], cell)))));
    }

    // The client writes null as a word, and moments without the T and the Z of ISO 8601.
    private static string Text(JsonElement cell) => cell.ValueKind switch
    {
        JsonValueKind.Null => "NULL",
        JsonValueKind.String => cell.GetString()!,
        _ => cell.ToString().ToLowerInvariant(),
    };

    private static string Text(SourceColumn column, object? cell) => cell switch
    {
        null => "NULL",
        byte[] bytes => Convert.ToHexString(bytes),
        string moment when column.Kind is ColumnKind.Timestamp or ColumnKind.Instant => moment.Replace('T', ' ').TrimEnd('Z'),
        _ => FormattableString.Invariant($"{cell}") is var text && cell is bool ? text.ToLowerInvariant() : text,
    };

    private Task<SnowflakeDouble> StartAsync() => SnowflakeDouble.StartAsync(_user.Canaries["snowflake-user"], StoredPassword, _key);

    private string StoredPassword => _user.Canaries["snowflake-password"];

    private Task<JsonElement> VendorAsync(SnowflakeDouble server, string sqlText, bool isKeyPair = false) => NodePackages.RunAsync("snowflake.js", new
    {
        port = server.Port,
        user = _user.Canaries["snowflake-user"],
        password = StoredPassword,
        privateKey = isKeyPair ? _user.Canaries["snowflake-key"] : null,
        sqlText,
    });

    private static SnowflakeSource Source(SnowflakeDouble server, bool isKeyPair, string query) => new(
        "orders", "", query.EndsWith("TYPES", StringComparison.Ordinal) ? "CREATED" : "ID", $"localhost:{server.Port}", "snowflake-user", "SHOP", "PUBLIC", "SMALL",
        isKeyPair ? null : "snowflake-password", isKeyPair ? "snowflake-key" : null, table: null, query);
}
