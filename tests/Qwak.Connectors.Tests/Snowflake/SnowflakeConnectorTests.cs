using System.Security.Cryptography;
using Qwak.Connectors.Network;
using Qwak.Connectors.Tests.Support;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Tests.Snowflake;

public sealed class SnowflakeConnectorTests : IAsyncDisposable
{
    private readonly SourceUser _user = new();
    private readonly RSA _key = RSA.Create(2048);

    public SnowflakeConnectorTests()
    {
        _user.Canaries["snowflake-user"] = Canaries.NewUser();
        _user.Canaries["snowflake-password"] = Canaries.NewPassword();
        _user.Canaries["snowflake-key"] = Body(_key.ExportPkcs8PrivateKeyPem());
    }

    [Fact]
    public async Task A_password_opens_a_table_with_exactly_the_stored_values()
    {
        await using var server = await StartAsync();

        var sample = await _user.SampleAsync(Source(server, table: "orders"));

        Assert.Equal(["ID", "NAME"], sample.Columns.Select(column => column.Name));
        Assert.Equal(Enumerable.Range(0, 250).Select(id => (object)(long)id), sample.Rows.Select(row => row[0]!));
        Assert.Equal(["SELECT * FROM \"ORDERS\" LIMIT 1000"], server.Statements);
    }

    public static TheoryData<string> KeyForms => ["bare", "lines", "pkcs1", "crlf"];

    [Theory]
    [MemberData(nameof(KeyForms))]
    public async Task A_key_pair_opens_a_table_in_each_form_the_key_is_kept_in(string form)
    {
        await using var server = await StartAsync();
        _user.Canaries["snowflake-key"] = form switch
        {
            "lines" => _key.ExportPkcs8PrivateKeyPem(),
            "pkcs1" => _key.ExportRSAPrivateKeyPem(),
            "crlf" => Body(_key.ExportPkcs8PrivateKeyPem()).Replace("\n", "\r\n", StringComparison.Ordinal),
            _ => Body(_key.ExportPkcs8PrivateKeyPem()),
        };

        Assert.Equal(250, (await _user.SampleAsync(Source(server, isKeyPair: true))).Rows.Count);
    }

    [Fact]
    public async Task Keys_that_cannot_be_used_are_refused_with_the_reason()
    {
        await using var server = await StartAsync();
        _user.Canaries["snowflake-key"] = _key.ExportEncryptedPkcs8PrivateKeyPem("a passphrase", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        Assert.Contains("encrypted", (await _user.FailAsync(ConnectorFailure.Definition, Source(server, isKeyPair: true))).Message, StringComparison.Ordinal);
        _user.Canaries["snowflake-key"] = "certainly-not-a-key";
        await _user.FailAsync(ConnectorFailure.Definition, Source(server, isKeyPair: true));
        using var other = RSA.Create(2048);
        _user.Canaries["snowflake-key"] = Body(other.ExportPkcs8PrivateKeyPem());
        await _user.FailAsync(ConnectorFailure.Login, Source(server, isKeyPair: true));
    }

    [Fact]
    public async Task Each_type_comes_without_loss()
    {
        await using var server = await StartAsync();

        var sample = await _user.SampleAsync(Source(server, table: "TYPES", dateColumn: "created"));

        Assert.Equal((ColumnKind.Integer, 42L), sample["SMALL"]);
        Assert.Equal((ColumnKind.Decimal, "12345678901234567890123456789012345678"), sample["WIDE"]);
        Assert.Equal((ColumnKind.Decimal, "1234567890123456789012345678.0123456789"), sample["MONEY"]);
        Assert.Equal((ColumnKind.Float, 0.1), sample["RATIO"]);
        Assert.Equal((ColumnKind.Boolean, true), sample["FLAG"]);
        Assert.Equal((ColumnKind.String, "Zoë \"q\" ☃"), sample["NAME"]);
        Assert.Equal([0x00, 0xff, 0x10], (byte[])sample["BYTES"].Cell!);
        Assert.Equal((ColumnKind.Date, "2026-11-25"), sample["DAY"]);
        Assert.Equal((ColumnKind.Time, "01:02:03.123456789"), sample["AT"]);
        Assert.Equal((ColumnKind.Timestamp, "2026-11-25T01:02:03.123456789"), sample["CREATED"]);
        Assert.Equal((ColumnKind.Instant, "2026-11-25T01:02:03.000000001Z"), sample["MOMENT"]);
        Assert.Equal((ColumnKind.Instant, "2026-11-25T02:32:03.123456789+01:30"), sample["ZONED"]);
        Assert.Equal((ColumnKind.Timestamp, "1969-12-31T23:59:58.500000000"), sample["BEFORE"]);
        Assert.Equal((ColumnKind.Nested, "{\n  \"a\": [1, 2.50]\n}"), sample["NESTED"]);
        Assert.Equal((ColumnKind.String, null), sample["NOTHING"]);
    }

    [Theory]
    [InlineData("select * from nowhere", ConnectorFailure.Table)]
    [InlineData("select MISSING_COLUMN from t", ConnectorFailure.Column)]
    [InlineData("select * from FORBIDDEN", ConnectorFailure.Permission)]
    [InlineData("SELEKT", ConnectorFailure.Query)]
    internal async Task A_query_that_fails_is_told(string query, ConnectorFailure failure)
    {
        await using var server = await StartAsync();

        await _user.FailAsync(failure, Source(server, table: null, query: query));
    }

    [Fact]
    public async Task A_wrong_password_is_told()
    {
        await using var server = await StartAsync();
        _user.Canaries["snowflake-password"] = Canaries.NewPassword();

        await _user.FailAsync(ConnectorFailure.Login, Source(server));
    }

    [Fact]
    public async Task A_slow_query_ends_with_its_time_on_the_server_too()
    {
        await using var server = await StartAsync();
        _user.Connections = new DataSourceConnections(new ConnectorLimits { Time = TimeSpan.FromSeconds(2) }, TimeProvider.System);

        await _user.FailAsync(ConnectorFailure.Timeout, Source(server, table: "SLOW"));

        Assert.Equal(1, server.Aborted);
    }

    [Fact]
    public async Task Uses_of_one_source_share_a_login_until_a_secret_changes()
    {
        await using var server = await StartAsync();
        _user.Key = new SourceKey("source", "1");
        await _user.SampleAsync(Source(server));
        await _user.SampleAsync(Source(server));
        Assert.Equal(1, server.Logins);

        _user.Key = new SourceKey("source", "2");
        await _user.SampleAsync(Source(server));
        Assert.Equal(2, server.Logins);
    }

    [Fact]
    public async Task A_stranger_is_not_dialled_for_chunks_or_by_a_redirect()
    {
        await using var server = await StartAsync();
        var dialled = 0;
        await using var stranger = await HttpsServer.StartAsync(_ =>
        {
            dialled++;
            return Task.CompletedTask;
        });
        _user.Destinations = [$"localhost:{server.Port}"];
        server.ChunkServer = $"https://localhost:{stranger.Port}";
        await _user.FailAsync(ConnectorFailure.RefusedDestination, Source(server));
        server.ChunkServer = $"http://localhost:{server.Port}";
        await _user.FailAsync(ConnectorFailure.RefusedDestination, Source(server));
        server.Redirect = $"https://localhost:{stranger.Port}/session/v1/login-request";
        await _user.FailAsync(ConnectorFailure.RefusedDestination, Source(server));
        Assert.Equal(0, dialled);
    }

    [Theory]
    [InlineData("user:password@localhost")]
    [InlineData("localhost/path")]
    [InlineData("localhost?x=y")]
    [InlineData("169.254.169.254")]
    [InlineData("")]
    public async Task A_host_that_is_more_than_a_name_is_refused(string host) =>
        await _user.FailAsync(ConnectorFailure.Definition, new SnowflakeSource("s", "", "ID", host, "snowflake-user", "SHOP", "PUBLIC", "SMALL", "snowflake-password", table: "ORDERS"));

    [Fact]
    public async Task A_server_of_another_kind_is_told()
    {
        await using var server = await HttpsServer.StartAsync(context => context.Response.Body.WriteAsync("hello"u8.ToArray()).AsTask());
        await _user.FailAsync(ConnectorFailure.Protocol, Source(server.Port));
    }

    [Fact]
    public async Task Certificates_are_verified()
    {
        await using var server = await StartAsync();
        _user.Policy = SourceUser.Loopback with { TrustedRoots = TestCertificates.OtherRoots };
        await _user.FailAsync(ConnectorFailure.Tls, Source(server));
        _user.Policy = NetworkPolicy.Strict;
        await _user.FailAsync(ConnectorFailure.RefusedDestination, Source(server));
    }

    public async ValueTask DisposeAsync()
    {
        _key.Dispose();
        await _user.DisposeAsync();
    }

    private static string Body(string pem) => string.Join('\n', pem.Split('\n')[1..^1]);

    private Task<SnowflakeDouble> StartAsync() => SnowflakeDouble.StartAsync(_user.Canaries["snowflake-user"], _user.Canaries["snowflake-password"], _key);

    private static SnowflakeSource Source(
        SnowflakeDouble server, bool isKeyPair = false, string? table = "ORDERS", string? query = null, string dateColumn = "ID") =>
        Source(server.Port, isKeyPair, table, query, dateColumn);

    private static SnowflakeSource Source(
        int port, bool isKeyPair = false, string? table = "ORDERS", string? query = null, string dateColumn = "ID") => new(
        "orders", "", dateColumn, $"localhost:{port}", "snowflake-user", "SHOP", "PUBLIC", "SMALL",
        isKeyPair ? null : "snowflake-password", isKeyPair ? "snowflake-key" : null, table, query);
}
