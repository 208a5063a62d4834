using System.IO.Compression;
using Qwak.Connectors.Kafka;
using Qwak.Connectors.Network;
using Qwak.Connectors.Tests.Support;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.Tests.Kafka;

/// <summary>Brokers that mean to use up what the service has.</summary>
public sealed class KafkaHostileTests : IAsyncDisposable
{
    private const int Gzip = 1;

    private readonly SourceUser _user = KafkaSources.NewUser();

    [Fact]
    public async Task All_batches_of_a_use_together_unpack_to_no_more_than_is_allowed()
    {
        _user.Connections = new DataSourceConnections(new ConnectorLimits { AnswerBytes = 4 << 20 }, TimeProvider.System);
        await using var broker = KafkaSources.Start(_user);
        var bomb = Batch(offset: 0, Gzip, Packed([.. Message(headers: 0), .. new byte[1 << 20]]));
        broker.Lie = ([.. Enumerable.Repeat(bomb, 5).SelectMany(batch => batch)], 10);
        Assert.InRange(broker.Lie.Value.Batches.Length, 1, 10_000);
        Assert.Contains("4 MiB", (await _user.FailAsync(ConnectorFailure.Protocol, KafkaSources.Of(broker))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_that_take_more_than_their_bytes_are_paid_for()
    {
        _user.Connections = new DataSourceConnections(new ConnectorLimits { AnswerBytes = 1 << 20 }, TimeProvider.System);
        await using var broker = KafkaSources.Start(_user);
        broker.Lie = (Batch(offset: 0, 0, Message(headers: 30_000)), 1);
        Assert.Contains("1 MiB", (await _user.FailAsync(ConnectorFailure.Protocol, KafkaSources.Of(broker))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_whose_offset_comes_again_is_no_further_row()
    {
        await using var broker = KafkaSources.Start(_user);
        broker.Lie = ([.. Enumerable.Repeat(Batch(offset: 5, 0, Message(headers: 0)), 1000).SelectMany(batch => batch)], 10);
        Assert.Equal([(0L, 5L), (1L, 5L)], (await _user.SampleAsync(KafkaSources.Of(broker))).Rows.Select(row => ((long)row[3]!, (long)row[4]!)));
    }

    [Fact]
    public void A_list_is_not_made_as_long_as_it_says_that_it_is()
    {
        var answer = new KafkaBuffer(new KafkaWriter().Int32(100_001).Bytes(new byte[200_000]).Written);
        Assert.Equal(ConnectorFailure.Protocol, Assert.Throws<ConnectorException>(() => answer.Array(answer.Int8)).Failure);
    }

    [Fact]
    public async Task No_more_connections_are_open_than_one_source_may_have()
    {
        _user.Connections = new DataSourceConnections(new ConnectorLimits { ConnectionsPerSource = 1 }, TimeProvider.System);
        await using var leader = KafkaSources.Start(_user);
        leader.Lie = (Batch(offset: 0, 0, Message(headers: 0)), 1);
        await using var broker = KafkaSources.Start(_user);
        broker.Leader = ("localhost", leader.Port);
        await using var reader = await _user.Connections.OpenAsync(
            KafkaSources.Of(broker), _user.Key, _user.Canaries.Secrets, _user.Canaries.Guard(_user.Policy, _user.Destinations), 10, TestContext.Current.CancellationToken);
        await using var rows = reader.ReadAllAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await rows.MoveNextAsync());
        for (var tries = 0; broker.Open > 0 && tries < 100; tries++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Equal((0, 1), (broker.Open, leader.Open));
    }

    [Theory]
    [InlineData(SaslMechanism.Plain)]
    [InlineData(SaslMechanism.ScramSha256)]
    public async Task A_broker_that_tells_of_what_is_no_host_is_not_quoted(SaslMechanism mechanism)
    {
        await using var broker = KafkaSources.Start(_user);
        broker.Leader = (_user.Canaries["kafka-password"], 9093);
        await _user.FailAsync(ConnectorFailure.RefusedDestination, KafkaSources.Of(broker, mechanism: mechanism));
    }

    [Fact]
    public void What_is_no_name_of_a_topic_is_not_quoted()
    {
        var broker = new HostPort("broker", 9093);
        Assert.Contains("'orders.v-1_x'", Assert.Throws<ConnectorException>(() => KafkaErrors.Check(29, broker, "orders.v-1_x")).Message, StringComparison.Ordinal);
        foreach (var topic in new[] { _user.Canaries["kafka-password"], "orders\n", new string('x', 250), "" })
        {
            Assert.EndsWith("the topic. [29]", Assert.Throws<ConnectorException>(() => KafkaErrors.Check(29, broker, topic)).Message, StringComparison.Ordinal);
        }
    }

    public ValueTask DisposeAsync() => _user.DisposeAsync();

    /// <summary>A batch that says it holds one message.</summary>
    private static byte[] Batch(long offset, short attributes, byte[] messages)
    {
        var batch = new KafkaWriter().Int32(0).Int8(2).Int32(0).Int16(attributes).Int32(0).Int64(0).Int64(0).Int64(-1).Int16(-1).Int32(-1).Int32(1).Written.ToArray();
        return [.. new KafkaWriter().Int64(offset).Int32(batch.Length + messages.Length).Written.Span, .. batch, .. messages];
    }

    /// <summary>A message without key and value, and with headers that have no name and no value.</summary>
    private static byte[] Message(int headers)
    {
        byte[] message = [0, 0, 0, 1, 1, .. Zigzag(headers), .. Enumerable.Repeat((byte[])[0, 1], headers).SelectMany(header => header)];
        return [.. Zigzag(message.Length), .. message];
    }

    private static IEnumerable<byte> Zigzag(int value)
    {
        var left = (uint)value << 1;
        for (; left >= 0x80; left >>= 7)
        {
            yield return (byte)(left | 0x80);
        }

        yield return (byte)left;
    }

    private static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
