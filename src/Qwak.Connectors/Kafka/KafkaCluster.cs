using System.Net.Sockets;
using System.Security.Authentication;
using Qwak.Connectors.Network;

namespace Qwak.Connectors.Kafka;

/// <summary>The brokers of one use: those of the definition, and those that they tell of, each behind the guard.</summary>
internal sealed class KafkaCluster(SourceAccess access, KafkaLogin login) : IAsyncDisposable
{
    private const short ListOffsetsApi = 2;
    private const short MetadataApi = 3;
    private const short FetchApi = 1;
    private const int AnyReplica = -1;

    private readonly Dictionary<HostPort, KafkaConnection> _connections = [];

    /// <summary>The partitions of the definition's topics, with their leaders.</summary>
    public async Task<List<KafkaPartition>> FindAsync(KafkaDefinition definition, CancellationToken cancellationToken)
    {
        var connection = await BootstrapAsync(definition.Bootstrap, cancellationToken);

        // Version 4 is the first that can say that a topic which is not there shall not be made.
        var answer = await connection.AskAsync(
            MetadataApi, 4, request => (definition.Topics is { } topics ? request.Array(topics, topic => request.Text(topic)) : request.Int32(-1)).Int8(0), cancellationToken);
        answer.Int32();
        var brokers = answer.Array(() => (Node: answer.Int32(), Broker: Broker(answer))).DistinctBy(broker => broker.Node).ToDictionary(broker => broker.Node, broker => broker.Broker);
        answer.NullableText();
        answer.Int32();
        var found = answer.Array(() => Topic(answer, connection.Broker, brokers)).SelectMany(partitions => partitions).ToList();
        // Those of one broker after each other: it may be closed before the next one is opened.
        return [.. found
            .Where(partition => definition.Pattern?.IsMatch(partition.Topic) != false)
            .Where(IsAssigned)
            .GroupBy(partition => partition.Leader)
            .SelectMany(partitions => partitions)];

        bool IsAssigned(KafkaPartition partition) => definition.Partitions is null || definition.Partitions[partition.Topic].Contains(partition.Number);
    }

    /// <summary>The first offset that a partition has, or the one after its last.</summary>
    public async Task<long> OffsetAsync(KafkaPartition partition, bool isFirst, CancellationToken cancellationToken)
    {
        const long Earliest = -2;
        const long Latest = -1;
        var leader = await ConnectAsync(partition.Leader, cancellationToken);
        var answer = await leader.AskAsync(
            ListOffsetsApi, 1, request => One(request.Int32(AnyReplica), partition).Int64(isFirst ? Earliest : Latest), cancellationToken);
        return answer.Array(() => (answer.Text(), answer.Array(() =>
        {
            answer.Int32();
            KafkaErrors.Check(answer.Int16(), leader.Broker, partition.Topic);
            answer.Int64();
            return answer.Int64();
        }))).SelectMany(topic => topic.Item2).First();
    }

    /// <summary>The record batches from an offset on, as many as fit.</summary>
    public async Task<ReadOnlyMemory<byte>> FetchAsync(KafkaPartition partition, long offset, CancellationToken cancellationToken)
    {
        const int Wait = 500;
        const int Bytes = 1 << 20;
        var leader = await ConnectAsync(partition.Leader, cancellationToken);
        var answer = await leader.AskAsync(
            FetchApi, 4,
            request => One(request.Int32(AnyReplica).Int32(Wait).Int32(1).Int32(Bytes).Int8(0), partition).Int64(offset).Int32(Bytes),
            cancellationToken);
        answer.Int32();
        return answer.Array(() => (answer.Text(), answer.Array(() =>
        {
            answer.Int32();
            KafkaErrors.Check(answer.Int16(), leader.Broker, partition.Topic);
            answer.Int64();
            answer.Int64();
            answer.Array(() => (answer.Int64(), answer.Int64()));
            return answer.Bytes();
        }))).SelectMany(topic => topic.Item2).First();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Values)
        {
            await connection.DisposeAsync();
        }
    }

    /// <summary>A list of one topic with a list of one partition.</summary>
    private static KafkaWriter One(KafkaWriter request, KafkaPartition partition) =>
        request.Int32(1).Text(partition.Topic).Int32(1).Int32(partition.Number);

    private static HostPort Broker(KafkaBuffer answer)
    {
        var broker = new HostPort(answer.Text(), answer.Int32());
        answer.NullableText();
        return broker;
    }

    private static List<KafkaPartition> Topic(KafkaBuffer answer, HostPort asked, Dictionary<int, HostPort> brokers)
    {
        var error = answer.Int16();
        var topic = answer.Text();
        answer.Int8();
        KafkaErrors.Check(error, asked, topic);
        return answer.Array(() =>
        {
            answer.Int16();
            var (number, leader) = (answer.Int32(), answer.Int32());
            answer.Array(answer.Int32);
            answer.Array(answer.Int32);
            return brokers.TryGetValue(leader, out var broker)
                ? new KafkaPartition(topic, number, broker)
                : throw KafkaErrors.NoLeader(topic);
        });
    }

    private async Task<KafkaConnection> BootstrapAsync(IReadOnlyList<HostPort> brokers, CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return await ConnectAsync(brokers[i], cancellationToken);
            }
            catch (Exception exception) when (i < brokers.Count - 1 && !cancellationToken.IsCancellationRequested && IsOfOneBroker(exception))
            {
                // The next one may be up.
            }
        }
    }

    private async Task<KafkaConnection> ConnectAsync(HostPort broker, CancellationToken cancellationToken)
    {
        if (_connections.TryGetValue(broker, out var connection))
        {
            return connection;
        }

        if (_connections.Count >= access.Limits.ConnectionsPerSource)
        {
            _connections.Remove(_connections.Keys.First(), out var other);
            await other!.DisposeAsync();
        }

        using var dialling = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        dialling.CancelAfter(access.Limits.DialTime);
        return _connections[broker] = await KafkaConnection.OpenAsync(broker, access, login, dialling.Token);
    }

    /// <summary>Whether another broker may answer all the same.</summary>
    private static bool IsOfOneBroker(Exception exception) =>
        exception is SocketException or IOException or AuthenticationException or OperationCanceledException or ConnectorException { Failure: ConnectorFailure.NameResolution };
}

/// <summary>A partition and the broker that has it.</summary>
internal sealed record KafkaPartition(string Topic, int Number, HostPort Leader);
