using Microsoft.AspNetCore.Http;
using Qwak.Connectors.Network;
using Qwak.Connectors.Tests.Support;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Tests.ClickHouse;

public sealed class ClickHouseConnectorTests : IAsyncDisposable
{
    private readonly SourceUser _user = new();

    public ClickHouseConnectorTests()
    {
        _user.Canaries["clickhouse-user"] = Canaries.NewUser();
        _user.Canaries["clickhouse-password"] = Canaries.NewPassword() + "é\n☃";
    }

    [Fact]
    public async Task A_table_gives_its_columns_and_its_rows_to_exactly_the_stored_login()
    {
        await using var server = await StartAsync();

        var sample = await _user.SampleAsync(Source(server, table: "orders"));

        Assert.Equal(["id", "name"], sample.Columns.Select(column => column.Name));
        Assert.Equal(["UInt32", "String"], sample.Columns.Select(column => column.NativeType));
        Assert.Equal(Enumerable.Range(0, 250).Select(id => (object)(long)id), sample.Rows.Select(row => row[0]!));
        Assert.Equal(["SELECT * FROM `orders` LIMIT 1000 FORMAT JSONCompactEachRowWithNamesAndTypes"], server.Statements);
    }

    [Fact]
    public async Task At_most_as_many_rows_come_as_were_asked_for()
    {
        await using var server = await StartAsync();

        Assert.Equal(7, (await _user.SampleAsync(Source(server), rows: 7)).Rows.Count);
        var none = await _user.SampleAsync(Source(server), rows: 0);
        Assert.Empty(none.Rows);
        Assert.Equal(2, none.Columns.Count);
    }

    [Fact]
    public async Task Each_type_comes_without_loss()
    {
        await using var server = await StartAsync();

        var sample = await _user.SampleAsync(Source(server, table: "TYPES", dateColumn: "created"));

        Assert.Equal((ColumnKind.Integer, -128L), sample["small"]);
        Assert.Equal((ColumnKind.Decimal, "18446744073709551615"), sample["wide"]);
        Assert.Equal((ColumnKind.Integer, long.MinValue), sample["big"]);
        Assert.Equal((ColumnKind.Decimal, "115792089237316195423570985008687907853269984665640564039457584007913129639935"), sample["widest"]);
        Assert.Equal((ColumnKind.Decimal, "1234567890123456789012345678.5000000000"), sample["money"]);
        Assert.Equal((ColumnKind.Float, 0.1), sample["ratio"]);
        Assert.Equal((ColumnKind.Float, 0.1f), sample["single"]);
        Assert.Equal((ColumnKind.Float, double.NaN), sample["nothing_real"]);
        Assert.Equal((ColumnKind.Boolean, true), sample["flag"]);
        Assert.Equal((ColumnKind.String, "Zoë \"q\" ☃\n"), sample["name"]);
        Assert.Equal((ColumnKind.Date, "2026-11-25"), sample["day"]);
        Assert.Equal((ColumnKind.Instant, "2026-11-25T01:02:03Z"), sample["created"]);
        Assert.Equal((ColumnKind.Instant, "2026-11-25T01:02:03.123456789Z"), sample["moment"]);
        Assert.Equal((ColumnKind.String, "6f1e2c0a-0000-4000-8000-0123456789ab"), sample["id"]);
        Assert.Equal((ColumnKind.String, "red"), sample["colour"]);
        Assert.Equal((ColumnKind.Integer, 7L), sample["total"]);
        Assert.Equal((ColumnKind.Nested, "[1,null,3]"), sample["list"]);
        Assert.Equal((ColumnKind.Nested, "{\"a\":1,\"b\":\"x\"}"), sample["pair"]);
        Assert.Equal((ColumnKind.Nested, "{\"k\":[1,2]}"), sample["map"]);
        Assert.Equal((ColumnKind.Integer, null), sample["missing"]);
    }

    [Theory]
    [InlineData("NOWHERE", ConnectorFailure.Table)]
    [InlineData("MISSING_COLUMN", ConnectorFailure.Column)]
    [InlineData("FORBIDDEN", ConnectorFailure.Permission)]
    [InlineData("WRITES", ConnectorFailure.Permission)]
    [InlineData("SELEKT", ConnectorFailure.Query)]
    [InlineData("TOO_LONG", ConnectorFailure.Timeout)]
    [InlineData("BREAKS", ConnectorFailure.Connection)]
    internal async Task A_query_that_fails_is_told(string query, ConnectorFailure failure)
    {
        await using var server = await StartAsync();

        await _user.FailAsync(failure, Source(server, table: null, query: $"select * from {query}"));
    }

    [Fact]
    public async Task A_wrong_login_and_a_wrong_database_are_told()
    {
        await using var server = await StartAsync();
        await _user.FailAsync(ConnectorFailure.Database, Source(server, database: "elsewhere"));
        _user.Canaries["clickhouse-password"] = Canaries.NewPassword();
        await _user.FailAsync(ConnectorFailure.Login, Source(server));
    }

    [Fact]
    public async Task A_profile_that_takes_no_settings_is_told_with_what_to_do()
    {
        await using var server = await StartAsync();
        server.HasProfileThatReadsOnly = true;

        Assert.Contains("readonly = 2", (await _user.FailAsync(ConnectorFailure.Permission, Source(server))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_query_ends_with_its_time_on_the_server_too()
    {
        await using var server = await StartAsync();
        _user.Connections = new DataSourceConnections(new ConnectorLimits { Time = TimeSpan.FromSeconds(1) }, TimeProvider.System);

        await _user.FailAsync(ConnectorFailure.Timeout, Source(server, table: "SLOW"));

        await EndedAsync(server);
    }

    [Fact]
    public async Task A_use_that_is_cancelled_ends_as_cancelled_on_the_server_too()
    {
        await using var server = await StartAsync();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _user.SampleAsync(Source(server, table: "SLOW"), cancellationToken: cancellation.Token));

        await EndedAsync(server);
    }

    [Fact]
    public async Task An_answer_larger_than_allowed_is_refused()
    {
        await using var server = await StartAsync();
        _user.Connections = new DataSourceConnections(new ConnectorLimits { AnswerBytes = 1 << 20 }, TimeProvider.System);

        Assert.Contains("1 MiB", (await _user.FailAsync(ConnectorFailure.Protocol, Source(server, table: "HUGE"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jdbc:clickhouse://localhost:{0}/shop")]
    [InlineData("jdbc:ch://localhost:{0}/shop?ssl=true&sslmode=strict")]
    [InlineData("jdbc:clickhouse:https://localhost:{0}/shop")]
    [InlineData("https://localhost:{0}/shop")]
    public async Task A_url_may_have_each_form_in_use(string url)
    {
        await using var server = await StartAsync();

        Assert.Single((await _user.SampleAsync(Source(string.Format(null, url, server.Port)), rows: 1)).Rows);
    }

    [Theory]
    [InlineData("jdbc:clickhouse://user:password@localhost:1/shop")]
    [InlineData("jdbc:clickhouse://localhost:1/shop?ssl=false")]
    [InlineData("jdbc:clickhouse://localhost:1/shop?sslmode=none")]
    [InlineData("jdbc:clickhouse://localhost:1/shop?custom_http_params=readonly%3D0")]
    [InlineData("jdbc:clickhouse://localhost:1/shop?proxy_host=evil.example.com")]
    [InlineData("jdbc:clickhouse://localhost:1/shop#@evil.example.com")]
    [InlineData("jdbc:clickhouse://localhost:1,evil.example.com:8443/shop")]
    [InlineData("jdbc:clickhouse:http://localhost:1/shop")]
    [InlineData("http://localhost:1/shop")]
    [InlineData("file:///etc/passwd")]
    [InlineData("jdbc:clickhouse://localhost:1/")]
    public async Task A_url_that_says_more_than_where_the_database_is_is_refused(string url) =>
        await _user.FailAsync(ConnectorFailure.Definition, Source(url));

    [Theory]
    [InlineData(@"orders\")]
    [InlineData("orders`; DROP TABLE orders")]
    [InlineData("a.b.c.d")]
    public async Task A_table_is_a_name_and_nothing_else(string table)
    {
        await using var server = await StartAsync();

        var exception = await Record.ExceptionAsync(() => _user.SampleAsync(Source(server, table: table)));

        Assert.True(exception is ConnectorException { Failure: ConnectorFailure.Definition } || server.Statements is ["SELECT * FROM `orders``; DROP TABLE orders` LIMIT 1000 FORMAT JSONCompactEachRowWithNamesAndTypes"]);
    }

    [Fact]
    public async Task A_stranger_is_not_dialled_by_a_redirect()
    {
        await using var server = await StartAsync();
        var dialled = 0;
        await using var stranger = await HttpsServer.StartAsync(_ =>
        {
            dialled++;
            return Task.CompletedTask;
        });
        server.Redirect = $"https://localhost:{stranger.Port}/";

        await _user.FailAsync(ConnectorFailure.RefusedDestination, Source(server));
        Assert.Equal(0, dialled);
    }

    [Fact]
    public async Task A_destination_outside_the_binding_or_of_this_machine_or_a_cloud_is_refused()
    {
        await using var server = await StartAsync();
        _user.Destinations = [$"localhost:{server.Port + 1}"];
        await _user.FailAsync(ConnectorFailure.RefusedDestination, Source(server));
        _user.Destinations = ["*:*"];
        await _user.FailAsync(ConnectorFailure.RefusedDestination, Source("jdbc:clickhouse://169.254.169.254/shop"));
        await _user.FailAsync(ConnectorFailure.NameResolution, Source("jdbc:clickhouse://no-such-host.invalid/shop"));
        await _user.FailAsync(ConnectorFailure.Connection, Source($"jdbc:clickhouse://localhost:{Ports.Free()}/shop"));
        _user.Policy = NetworkPolicy.Strict;
        await _user.FailAsync(ConnectorFailure.RefusedDestination, Source(server));
    }

    [Fact]
    public async Task Certificates_are_verified()
    {
        await using var server = await StartAsync();
        await _user.FailAsync(ConnectorFailure.Tls, Source($"jdbc:clickhouse://127.0.0.1:{server.Port}/shop"));
        _user.Policy = SourceUser.Loopback with { TrustedRoots = TestCertificates.OtherRoots };
        await _user.FailAsync(ConnectorFailure.Tls, Source(server));
    }

    [Fact]
    public async Task A_server_of_another_kind_is_told()
    {
        await using var server = await HttpsServer.StartAsync(context => context.Response.Body.WriteAsync("hello"u8.ToArray()).AsTask());
        await _user.FailAsync(ConnectorFailure.Protocol, Source($"jdbc:clickhouse://localhost:{server.Port}/shop"));
        await using var latin = await HttpsServer.StartAsync(context => context.Response.Body.WriteAsync((byte[])[.. "[\"id\"]\n[\"String\"]\n[\""u8, 0xe9, .. "\"]\n"u8]).AsTask());
        await _user.FailAsync(ConnectorFailure.Protocol, Source($"jdbc:clickhouse://localhost:{latin.Port}/shop"));
    }

    [Fact]
    public async Task Names_and_types_that_a_server_makes_up_take_no_more_than_they_are_worth()
    {
        var type = "Int32";
        await using var server = await HttpsServer.StartAsync(context => context.Response.WriteAsync($"[\"id\"]\n[\"{type}\"]\n[\"1\"]\n"));
        type = string.Concat(Enumerable.Repeat("Nullable(", 400)) + "Int32" + new string(')', 400);
        Assert.Equal((ColumnKind.Integer, 1L), (await _user.SampleAsync(Source($"jdbc:clickhouse://localhost:{server.Port}/shop")))["id"]);
        type = string.Concat(Enumerable.Repeat("Nullable(", 500)) + "Int32" + new string(')', 500);
        Assert.Equal((ColumnKind.String, "1"), (await _user.SampleAsync(Source($"jdbc:clickhouse://localhost:{server.Port}/shop")))["id"]);
        await using var wide = await HttpsServer.StartAsync(context => context.Response.WriteAsync($"[{string.Join(',', Enumerable.Repeat("\"id\"", 10_001))}]\n"));
        var refused = await _user.FailAsync(ConnectorFailure.Protocol, Source($"jdbc:clickhouse://localhost:{wide.Port}/shop"));
        Assert.Contains("10000 columns", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_that_is_no_number_is_not_repeated()
    {
        await using var server = await HttpsServer.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            context.Response.Headers["X-ClickHouse-Exception-Code"] = _user.Canaries["clickhouse-user"];
            return Task.CompletedTask;
        });
        Assert.Null((await _user.FailAsync(ConnectorFailure.Protocol, Source($"jdbc:clickhouse://localhost:{server.Port}/shop"))).Code);
    }

    public ValueTask DisposeAsync() => _user.DisposeAsync();

    private static async Task EndedAsync(ClickHouseDouble server)
    {
        for (var tries = 0; server.Ended == 0 && tries < 100; tries++)
        {
            await Task.Delay(50);
        }

        Assert.Equal(1, server.Ended);
    }

    private Task<ClickHouseDouble> StartAsync() => ClickHouseDouble.StartAsync(_user.Canaries["clickhouse-user"], _user.Canaries["clickhouse-password"]);

    private static ClickhouseSource Source(
        ClickHouseDouble server, string? table = "ORDERS", string? query = null, string database = "shop", string dateColumn = "id") =>
        Source($"jdbc:clickhouse://localhost:{server.Port}/{database}", table, query, dateColumn);

    private static ClickhouseSource Source(string url, string? table = "ORDERS", string? query = null, string dateColumn = "id") =>
        new("orders", "", dateColumn, "clickhouse-user", "clickhouse-password", url, table, query);
}
