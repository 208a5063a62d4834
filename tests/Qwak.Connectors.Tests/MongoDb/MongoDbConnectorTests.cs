using System.Net;
using System.Net.Sockets;
using Qwak.Connectors.Network;
using Qwak.Connectors.Tests.Support;

namespace Qwak.Connectors.Tests.MongoDb;

public sealed class MongoDbConnectorTests : IAsyncDisposable
{
    private readonly SourceUser _user = MongoDbSources.NewUser();

    [Fact]
    public async Task Each_type_comes_without_loss_and_nested_documents_as_json()
    {
        await using var server = Start();
        var sample = await _user.SampleAsync(MongoDbSources.Of(server, "types", "created"));
        Assert.Equal((ColumnKind.String, "65a000000000000000000001"), sample["_id"]);
        Assert.Equal((ColumnKind.Boolean, true), sample["flag"]);
        Assert.Equal((ColumnKind.Integer, 42L), sample["small"]);
        Assert.Equal((ColumnKind.Integer, long.MaxValue), sample["big"]);
        Assert.Equal((ColumnKind.Float, 0.1), sample["ratio"]);
        Assert.Equal((ColumnKind.Decimal, "1234567890123456789012345678.012345"), sample["money"]);
        Assert.Equal((ColumnKind.String, "Zoë \"q\" ☃"), sample["name"]);
        Assert.Equal([0x00, 0xff, 0x10], (byte[])sample["bytes"].Cell!);
        Assert.Equal((ColumnKind.Instant, "2025-11-25T01:02:03.123Z"), sample["created"]);
        Assert.Equal((ColumnKind.Instant, """{ "$date" : { "$numberLong" : "-62200000000000" } }"""), sample["ancient"]);
        Assert.Equal(
            (ColumnKind.Nested, """{ "a" : [1, 2, 0.5, null], "at" : { "$date" : "2025-11-25T01:02:03.123Z" }, "cost" : { "$numberDecimal" : "0.10" } }"""),
            sample["detail"]);
        Assert.Equal((ColumnKind.Nested, """["x", { "y" : 1 }]"""), sample["list"]);
        Assert.Equal((ColumnKind.Nested, """{ "$regularExpression" : { "pattern" : "^a", "options" : "i" } }"""), sample["pattern"]);
        Assert.Equal((ColumnKind.Nested, "7"), sample["mixed"]);
        Assert.Equal((ColumnKind.String, null), sample["nothing"]);
        Assert.Equal("int|string", Assert.Single(sample.Columns, column => column.Name == "mixed").NativeType.Replace("string|int", "int|string", StringComparison.Ordinal));
        Assert.Equal("\"text\"", sample.Rows[1][sample.Columns.Index().Single(column => column.Item.Name == "mixed").Index]);
    }

    [Fact]
    public async Task So_many_rows_come_as_were_asked_for_and_the_columns_also_without_rows()
    {
        await using var server = Start();
        Assert.Equal(7, (await _user.SampleAsync(MongoDbSources.Of(server, "orders"), rows: 7)).Rows.Count);
        var none = await _user.SampleAsync(MongoDbSources.Of(server, "orders"), rows: 0);
        Assert.Empty(none.Rows);
        Assert.Equal(["_id", "name", "created"], none.Columns.Select(column => column.Name));
        await _user.FailAsync(ConnectorFailure.Column, MongoDbSources.Of(server, "orders", "absent"));
        await _user.FailAsync(ConnectorFailure.Column, MongoDbSources.Of(server, "empty"));
    }

    [Fact]
    public async Task Large_documents_come_as_many_as_were_asked_for()
    {
        await using var server = Start();
        _user.Connections = new DataSourceConnections(new ConnectorLimits { AnswerBytes = 1 << 20 }, TimeProvider.System);
        Assert.Equal(2, (await _user.SampleAsync(MongoDbSources.Of(server, "large"), rows: 2)).Rows.Count);
        Assert.Equal(2, (await _user.SampleAsync(MongoDbSources.Of(server, "large"), rows: 0)).Columns.Count);
        await _user.FailAsync(ConnectorFailure.Query, MongoDbSources.Of(server, "large"));
    }

    [Fact]
    public async Task A_document_that_is_nested_too_deeply_is_told()
    {
        await using var server = Start();
        Assert.Contains("100 levels", (await _user.FailAsync(ConnectorFailure.Protocol, MongoDbSources.Of(server, "deep"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Members_that_a_server_tells_of_are_dialled_only_where_the_secrets_are_bound()
    {
        await using var evil = Start();
        await using var server = MongoDbDouble.Start(_user.Canaries["mongo-user"], _user.Canaries["mongo-password"], members: $"localhost:{evil.Port}");
        _user.Destinations = [$"localhost:{server.Port}"];
        var refused = await _user.FailAsync(ConnectorFailure.RefusedDestination, MongoDbSources.Of(server, "orders"));
        Assert.Contains($"may not be sent to localhost:{evil.Port}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, evil.Connections);
        Assert.DoesNotContain("saslStart", server.Commands);
    }

    [Fact]
    public async Task A_special_address_is_refused_also_of_a_member()
    {
        await using var server = MongoDbDouble.Start(_user.Canaries["mongo-user"], _user.Canaries["mongo-password"], members: "169.254.169.254:80");
        _user.Destinations = ["*:*"];
        await _user.FailAsync(ConnectorFailure.RefusedDestination, MongoDbSources.Of(server, "orders"));
        _user.Policy = NetworkPolicy.Strict;
        await _user.FailAsync(ConnectorFailure.RefusedDestination, MongoDbSources.Of(server, "orders"));
    }

    [Fact]
    public async Task Tls_is_verified_on_the_name_and_with_the_roots()
    {
        await using var server = Start();
        await _user.FailAsync(ConnectorFailure.Tls, MongoDbSources.At($"127.0.0.1:{server.Port}"));
        _user.Policy = SourceUser.Loopback with { TrustedRoots = TestCertificates.OtherRoots };
        await _user.FailAsync(ConnectorFailure.Tls, MongoDbSources.Of(server, "orders"));
        Assert.Empty(server.Commands);
        _user.Policy = SourceUser.Loopback;
        await using var plain = MongoDbDouble.Start("user", "password", speaksTls: false);
        await _user.FailAsync(ConnectorFailure.Tls, MongoDbSources.Of(plain, "orders"));
    }

    [Fact]
    public async Task Who_does_not_answer_or_is_not_known_is_told_at_once()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        await _user.FailAsync(ConnectorFailure.Connection, MongoDbSources.At($"localhost:{port}"));
        _user.Destinations = ["no-such-host.invalid:*"];
        await _user.FailAsync(ConnectorFailure.NameResolution, MongoDbSources.At("no-such-host.invalid"));
    }

    [Fact]
    public async Task One_member_of_a_set_that_answers_is_enough()
    {
        await using var server = Start();
        server.Members = [$"localhost:{server.Port}"];
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        Assert.Equal(250, (await _user.SampleAsync(MongoDbSources.At($"localhost:{port},localhost:{server.Port}"))).Rows.Count);
    }

    [Fact]
    public async Task A_broken_connection_and_a_slow_server_end_with_their_reason()
    {
        await using var server = Start();
        await _user.FailAsync(ConnectorFailure.Connection, MongoDbSources.Of(server, "broken"));
        _user.Connections = new DataSourceConnections(new ConnectorLimits { Time = TimeSpan.FromSeconds(2) }, TimeProvider.System);
        await _user.FailAsync(ConnectorFailure.Timeout, MongoDbSources.Of(server, "slow"));
        using var cancelled = new CancellationTokenSource(TimeSpan.FromSeconds(0.5));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _user.SampleAsync(MongoDbSources.Of(server, "slow"), cancellationToken: cancelled.Token));
    }

    [Fact]
    public async Task A_kept_connector_serves_several_uses_and_another_version_of_the_secret_makes_its_own()
    {
        await using var server = Start();
        _user.Key = new SourceKey("source", "1");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _user.SampleAsync(MongoDbSources.Of(server, "orders"))));
        Assert.InRange(server.Connections, 2, 2 + ConnectorLimits.Default.ConnectionsPerSource);
        _user.Key = new SourceKey("source", "2");
        _user.Canaries["mongo-password"] = Canaries.NewPassword();
        await _user.FailAsync(ConnectorFailure.Login, MongoDbSources.Of(server, "orders"));
    }

    [Theory]
    [InlineData("localhost:1@localhost", "", "mongodb", ConnectorFailure.Definition)]
    [InlineData("me:pw@localhost", "", "mongodb", ConnectorFailure.Definition)]
    [InlineData("", "", "mongodb", ConnectorFailure.Definition)]
    [InlineData("localhost/?tls=false", "", "mongodb", ConnectorFailure.Definition)]
    [InlineData("localhost", "tls=false", "mongodb", ConnectorFailure.Definition)]
    [InlineData("localhost", "tlsInsecure=true", "mongodb", ConnectorFailure.Definition)]
    [InlineData("localhost", "tlsCAFile=/etc/passwd", "mongodb", ConnectorFailure.Definition)]
    [InlineData("localhost", "proxyHost=evil.example", "mongodb", ConnectorFailure.Definition)]
    [InlineData("localhost", "authMechanism=PLAIN", "mongodb", ConnectorFailure.Definition)]
    [InlineData("localhost", "authMechanism=MONGODB-AWS", "mongodb", ConnectorFailure.Definition)]
    [InlineData("localhost", "authSource=a&authSource=b", "mongodb", ConnectorFailure.Definition)]
    [InlineData("localhost", "", "mongodb+srv", ConnectorFailure.Unsupported)]
    [InlineData("localhost", "", "file", ConnectorFailure.Definition)]
    [InlineData("evil.example:27017", "", "mongodb", ConnectorFailure.RefusedDestination)]
    [InlineData("localhost,evil.example", "", "mongodb", ConnectorFailure.RefusedDestination)]
    internal async Task What_a_definition_may_not_say_is_refused_before_anything_is_dialled(
        string hosts, string options, string protocol, ConnectorFailure failure) =>
        await _user.FailAsync(failure, MongoDbSources.At(hosts, options: options, protocol: protocol));

    [Fact]
    public async Task The_options_that_are_taken_open_the_source()
    {
        await using var server = Start();
        var options = "?authSource=admin&authMechanism=SCRAM-SHA-256&readPreference=secondary&tls=true&retryWrites=true&w=majority&directConnection=true";
        Assert.Equal(250, (await _user.SampleAsync(MongoDbSources.Of(server, "orders", options: options))).Rows.Count);
    }

    public ValueTask DisposeAsync() => _user.DisposeAsync();

    private MongoDbDouble Start() => MongoDbDouble.Start(_user.Canaries["mongo-user"], _user.Canaries["mongo-password"]);
}
