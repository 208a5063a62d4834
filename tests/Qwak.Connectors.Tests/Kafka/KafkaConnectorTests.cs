using System.Net;
using System.Net.Sockets;
using Qwak.Connectors.Network;
using Qwak.Connectors.Tests.Support;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Tests.Kafka;

public sealed class KafkaConnectorTests : IAsyncDisposable
{
    private readonly SourceUser _user = KafkaSources.NewUser();

    [Fact]
    public async Task The_newest_messages_come_of_each_partition_and_the_columns_also_without_any()
    {
        await using var broker = await FilledAsync();
        var sample = await _user.SampleAsync(KafkaSources.Of(broker), rows: 4);
        Assert.Equal([(0L, 28L), (0L, 29L), (1L, 18L), (1L, 19L)], sample.Rows.Select(row => ((long)row[3]!, (long)row[4]!)));
        var none = await _user.SampleAsync(KafkaSources.Of(broker), rows: 0);
        Assert.Empty(none.Rows);
        Assert.Equal(["key", "value", "topic", "partition", "offset", "timestamp", "headers"], none.Columns.Select(column => column.Name));
        await using var empty = KafkaSources.Start(_user);
        Assert.Empty((await _user.SampleAsync(KafkaSources.Of(empty))).Rows);
    }

    [Fact]
    public async Task Topics_are_chosen_by_pattern_and_partitions_by_assignment()
    {
        await using var broker = await FilledAsync();
        var servers = $"localhost:{broker.Port}";
        var login = KafkaSources.Login();
        Assert.Equal(50, (await _user.SampleAsync(new KafkaSource("s", "", servers, subscribePattern: "ord.*", authenticationMethod: login))).Rows.Count);
        var assigned = await _user.SampleAsync(new KafkaSource("s", "", servers, assign: """{"orders":[1]}""", authenticationMethod: login));
        Assert.Equal(20, assigned.Rows.Count);
        Assert.All(assigned.Rows, row => Assert.Equal(1L, row[3]));
        await _user.FailAsync(ConnectorFailure.Table, new KafkaSource("s", "", servers, subscribePattern: "rd.*", authenticationMethod: login));
        await _user.FailAsync(ConnectorFailure.Table, new KafkaSource("s", "", servers, assign: """{"orders":[7]}""", authenticationMethod: login));
    }

    [Fact]
    public async Task Brokers_that_one_tells_of_are_dialled_only_where_the_secrets_are_bound()
    {
        await using var evil = KafkaSources.Start(_user);
        await using var broker = await FilledAsync();
        broker.Leader = ("localhost", evil.Port);
        _user.Destinations = [$"localhost:{broker.Port}"];
        var refused = await _user.FailAsync(ConnectorFailure.RefusedDestination, KafkaSources.Of(broker));
        Assert.Contains($"may not be sent to localhost:{evil.Port}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, evil.Connections);

        _user.Destinations = ["*:*"];
        broker.Leader = ("169.254.169.254", 80);
        await _user.FailAsync(ConnectorFailure.RefusedDestination, KafkaSources.Of(broker));
        _user.Policy = NetworkPolicy.Strict;
        await _user.FailAsync(ConnectorFailure.RefusedDestination, KafkaSources.Of(broker));
    }

    [Fact]
    public async Task A_leader_that_is_another_broker_is_logged_in_to_and_read()
    {
        await using var leader = await FilledAsync();
        await using var broker = KafkaSources.Start(_user);
        broker.Leader = ("localhost", leader.Port);
        Assert.Equal(50, (await _user.SampleAsync(KafkaSources.Of(broker))).Rows.Count);
        Assert.DoesNotContain(KafkaSession.Fetch, broker.Requests);
    }

    [Fact]
    public async Task Tls_is_verified_on_the_name_and_with_the_roots()
    {
        await using var broker = KafkaSources.Start(_user);
        var byAddress = new KafkaSource("s", "", $"127.0.0.1:{broker.Port}", subscribe: "orders", authenticationMethod: KafkaSources.Login());
        await _user.FailAsync(ConnectorFailure.Tls, byAddress);
        _user.Policy = SourceUser.Loopback with { TrustedRoots = TestCertificates.OtherRoots };
        await _user.FailAsync(ConnectorFailure.Tls, KafkaSources.Of(broker));
        Assert.Empty(broker.Requests);
    }

    [Fact]
    public async Task A_source_without_a_login_is_bound_to_nothing_and_dials_nobody()
    {
        await using var user = new SourceUser();
        await using var broker = KafkaSources.Start(_user);
        var refused = await user.FailAsync(ConnectorFailure.RefusedDestination, new KafkaSource("s", "", $"localhost:{broker.Port}", subscribe: "orders"));
        Assert.Contains("SASL_SSL", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, broker.Connections);
    }

    [Fact]
    public async Task The_next_broker_is_tried_after_one_that_is_not_known_is_away_or_says_nothing()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var broker = await FilledAsync();
        _user.Destinations = ["*:*"];
        _user.Connections = new DataSourceConnections(new ConnectorLimits { DialTime = TimeSpan.FromSeconds(2) }, TimeProvider.System);
        var silentOne = $"localhost:{((IPEndPoint)silent.LocalEndpoint).Port}";
        Assert.Equal(50, (await _user.SampleAsync(New($"no-such-host.invalid:9093,localhost:1,{silentOne},localhost:{broker.Port}"))).Rows.Count);
        await _user.FailAsync(ConnectorFailure.Timeout, New(silentOne));
    }

    [Fact]
    public async Task A_name_that_is_too_long_for_the_protocol_is_told()
    {
        await using var broker = KafkaSources.Start(_user);
        await _user.FailAsync(ConnectorFailure.Definition, KafkaSources.Of(broker, new string('x', short.MaxValue + 1)));
    }

    [Fact]
    public async Task Who_does_not_answer_is_not_known_hangs_or_closes_is_told()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        await _user.FailAsync(ConnectorFailure.Connection, New($"localhost:{port}"));
        _user.Destinations = ["*:*"];
        await _user.FailAsync(ConnectorFailure.NameResolution, New("no-such-host.invalid:9093"));

        await using var broker = await FilledAsync();
        broker.IsClosing = true;
        await _user.FailAsync(ConnectorFailure.Connection, KafkaSources.Of(broker));
        broker.IsClosing = false;
        _user.Connections = new DataSourceConnections(new ConnectorLimits { Time = TimeSpan.FromSeconds(1) }, TimeProvider.System);
        broker.IsSlow = true;
        await _user.FailAsync(ConnectorFailure.Timeout, KafkaSources.Of(broker));
        using var cancelled = new CancellationTokenSource(TimeSpan.FromSeconds(0.3));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _user.SampleAsync(KafkaSources.Of(broker), cancellationToken: cancelled.Token));
    }

    public static TheoryData<KafkaSource, string> Refused => new()
    {
        { New("localhost:9093", authentication: new PlainAuthentication()), "Definition" },
        { New("localhost"), "Definition" },
        { New("me:pw@localhost:9093"), "Definition" },
        { New(""), "Definition" },
        { New("localhost:9093", settings: "ssl.endpoint.identification.algorithm"), "Definition" },
        { New("localhost:9093", settings: "sasl.jaas.config"), "Definition" },
        { New("localhost:9093", settings: "ssl.keystore.location"), "Definition" },
        { new KafkaSource("s", "", "localhost:9093", subscribePattern: "(a)\\1"), "Definition" },
        { new KafkaSource("s", "", "localhost:9093", assign: "hunter2"), "Definition" },
        { new KafkaSource("s", "", "localhost:9093", subscribe: "orders", secretConfigs: new Dictionary<string, string> { ["ssl.key.password"] = "kafka-password" }), "Unsupported" },
        { New("evil.example:9093"), "RefusedDestination" },
        { New("localhost:9093,evil.example:9093"), "RefusedDestination" },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task What_a_definition_may_not_say_is_refused_before_anything_is_dialled(KafkaSource source, string failure) =>
        await _user.FailAsync(Enum.Parse<ConnectorFailure>(failure), source);

    public ValueTask DisposeAsync() => _user.DisposeAsync();

    private static KafkaSource New(string servers, KafkaAuthentication? authentication = null, string? settings = null) => new(
        "s", "", servers, subscribe: "orders", authenticationMethod: authentication ?? KafkaSources.Login(),
        passthroughConfigs: settings is null ? null : new Dictionary<string, string> { [settings] = "x" });

    /// <summary>30 messages in one partition, 20 in the other, in batches of ten, written by the vendor's client.</summary>
    private async Task<KafkaDouble> FilledAsync()
    {
        var broker = KafkaSources.Start(_user);
        object[][] batches = [.. new[] { 0, 0, 0, 1, 1 }.Select(partition => (object[])[.. Enumerable.Range(0, 10).Select(n => new { partition, value = $"{n}" })])];
        var vendor = await KafkaSources.VendorAsync(broker, _user, messages: batches);
        Assert.True(vendor.GetProperty("step").GetString() == "done", vendor.ToString());
        return broker;
    }
}
