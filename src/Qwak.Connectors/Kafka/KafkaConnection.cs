using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using Qwak.Connectors.Network;

namespace Qwak.Connectors.Kafka;

/// <summary>
/// A connection to one broker: dialled by the guard, TLS on the broker's name, requests one after the other. Of each request the
/// oldest version that brokers of today take, which is also the simplest (https://kafka.apache.org/protocol).
/// </summary>
internal sealed class KafkaConnection : IAsyncDisposable
{
    private const string ClientId = "qwak";

    private readonly SslStream _stream;
    private readonly long _largestAnswer;
    private int _lastId;

    private KafkaConnection(HostPort broker, SslStream stream, long largestAnswer) => (Broker, _stream, _largestAnswer) = (broker, stream, largestAnswer);

    public HostPort Broker { get; }

    public static async Task<KafkaConnection> OpenAsync(HostPort broker, SourceAccess access, KafkaLogin login, CancellationToken cancellationToken)
    {
        var stream = new SslStream(new NetworkStream(await access.Guard.DialAsync(broker, cancellationToken), ownsSocket: true));
        try
        {
            var options = new SslClientAuthenticationOptions();
            access.Guard.Policy.Apply(options, broker.Host);
            await stream.AuthenticateAsClientAsync(options, cancellationToken);
            var connection = new KafkaConnection(broker, stream, access.Limits.AnswerBytes);
            await login.RunAsync(connection, cancellationToken);
            return connection;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    public async Task<KafkaBuffer> AskAsync(short api, short version, Action<KafkaWriter> write, CancellationToken cancellationToken)
    {
        var id = ++_lastId;
        var request = new KafkaWriter().Int32(0).Int16(api).Int16(version).Int32(id).Text(ClientId);
        write(request);
        var bytes = request.Written.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, bytes.Length - 4);
        await _stream.WriteAsync(bytes, cancellationToken);

        var answer = new KafkaBuffer(await ReadAsync(new KafkaBuffer(await ReadAsync(4, cancellationToken)).Int32(), cancellationToken));
        return answer.Int32() == id ? answer : throw KafkaErrors.NotKafka(Broker);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<byte[]> ReadAsync(int length, CancellationToken cancellationToken)
    {
        if (length < 4 || length > _largestAnswer)
        {
            throw KafkaErrors.NotKafka(Broker);
        }

        var bytes = new byte[length];
        await _stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
