using System.Globalization;
using System.Text.Json;
using Qwak.Connectors.Tests.Support;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Tests.ClickHouse;

/// <summary>ClickHouse's own client (npm's @clickhouse/client) and our connector before the same server see the same.</summary>
public sealed class ClickHouseVendorTests : IAsyncDisposable
{
    private readonly SourceUser _user = new();

    public ClickHouseVendorTests()
    {
        _user.Canaries["clickhouse-user"] = Canaries.NewUser();
        _user.Canaries["clickhouse-password"] = Canaries.NewPassword();
    }

    [Theory]
    [InlineData("ORDERS", 250)]
    [InlineData("TYPES", 1)]
    public async Task Both_log_in_and_read_the_same(string table, int rows)
    {
        await using var server = await StartAsync();

        var vendor = await VendorAsync(server, $"SELECT * FROM {table}");
        var ours = await _user.SampleAsync(Source(server, $"SELECT * FROM {table}"));

        Assert.True(vendor.GetProperty("step").GetString() == "done", vendor.ToString());
        Assert.Equal(vendor.GetProperty("columns").Deserialize<string[]>(), ours.Columns.Select(column => column.Name));
        Assert.Equal(vendor.GetProperty("types").Deserialize<string[]>(), ours.Columns.Select(column => column.NativeType));
        Assert.Equal(rows, ours.Rows.Count);
        Assert.Equal(
            vendor.GetProperty("rows").EnumerateArray().Select(row => string.Join(" | ", row.EnumerateArray().Select(Text))),
            ours.Rows.Select(row => string.Join(" | ", row.Select(Text))));
    }

    [Theory]
    [InlineData("NOWHERE", "60", ConnectorFailure.Table)]
    [InlineData("MISSING_COLUMN", "47", ConnectorFailure.Column)]
    [InlineData("FORBIDDEN", "497", ConnectorFailure.Permission)]
    [InlineData("SELEKT", "62", ConnectorFailure.Query)]
    internal async Task Both_are_told_the_same_code_of_a_query_that_fails(string query, string code, ConnectorFailure failure)
    {
        await using var server = await StartAsync();

        await BothAreToldAsync(server, code, failure, $"SELECT * FROM {query}", "shop");
    }

    [Fact]
    public async Task Both_are_refused_a_wrong_password_and_a_missing_database()
    {
        await using var server = await StartAsync();
        await BothAreToldAsync(server, "81", ConnectorFailure.Database, "SELECT * FROM ORDERS", "elsewhere");
        _user.Canaries["clickhouse-password"] = Canaries.NewPassword();
        await BothAreToldAsync(server, "516", ConnectorFailure.Login, "SELECT * FROM ORDERS", "shop");
    }

    public ValueTask DisposeAsync() => _user.DisposeAsync();

    private async Task BothAreToldAsync(ClickHouseDouble server, string code, ConnectorFailure failure, string query, string database)
    {
        var vendor = await VendorAsync(server, query, database);
        var ours = await _user.FailAsync(failure, Source(server, query, database));
        Assert.True(vendor.GetProperty("code").ToString() == code, vendor.ToString());
        Assert.Equal(code, ours.Code);
    }

    private static string Text(JsonElement cell) => cell.ValueKind switch
    {
        JsonValueKind.Null => "NULL",
        JsonValueKind.True or JsonValueKind.False => cell.GetBoolean().ToString(),
        _ => cell.ToString(),
    };

    private static string Text(object? cell) => cell switch
    {
        null => "NULL",
        double.NaN => "nan",
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture)!,
    };

    private Task<ClickHouseDouble> StartAsync() => ClickHouseDouble.StartAsync(_user.Canaries["clickhouse-user"], _user.Canaries["clickhouse-password"]);

    private Task<JsonElement> VendorAsync(ClickHouseDouble server, string sqlText, string database = "shop") => NodePackages.RunAsync("clickhouse.js", new
    {
        port = server.Port,
        user = _user.Canaries["clickhouse-user"],
        password = _user.Canaries["clickhouse-password"],
        database,
        sqlText,
    });

    private static ClickhouseSource Source(ClickHouseDouble server, string query, string database = "shop") => new(
        "orders", "", "id", "clickhouse-user", "clickhouse-password", $"jdbc:clickhouse://localhost:{server.Port}/{database}", query: query);
}
