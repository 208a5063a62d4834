using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Qwak.Connectors.Kafka;
using Qwak.Connectors.Tests.Support;

namespace Qwak.Connectors.Tests.Kafka;

/// <summary>
/// A broker that speaks as much of Kafka's protocol as a client needs to log in, find a topic, write and read it, over TLS.
/// Written after "Kafka protocol guide" (kafka.apache.org/protocol: request and response headers, ApiVersions, SaslHandshake,
/// SaslAuthenticate, Metadata, Produce, ListOffsets, Fetch, error codes) and "Message format" of its documentation. It keeps the
/// batches as they were written and knows no more of them than their length and their last offset: what is read was encoded
/// by the vendor's client (<see cref="KafkaVendorTests"/>), not by a hand of ours.
/// </summary>
internal sealed class KafkaDouble : IAsyncDisposable
{
    public const string Topic = "orders";
    public const int Partitions = 2;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, List<byte[]>> _logs = new();
    private readonly string _user;
    private readonly string _password;
    private int _open;

    private KafkaDouble(string user, string password) => (_user, _password) = (user, password);

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections { get; private set; }

    /// <summary>Those that are not closed.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>The requests by their api, in the order in which they came.</summary>
    public ConcurrentQueue<short> Requests { get; } = new();

    /// <summary>The broker that it says has all partitions; null for itself.</summary>
    public (string Host, int Port)? Leader { get; set; }

    /// <summary>Ends each connection at its first request.</summary>
    public bool IsClosing { get; set; }

    /// <summary>Answers no Fetch.</summary>
    public bool IsSlow { get; set; }

    /// <summary>So many bytes a Fetch answers at most; the last batch is cut off there, unless it is the first.</summary>
    public int FetchBytes { get; set; } = 1 << 20;

    /// <summary>What every Fetch answers, whatever it asks for, and the end that goes with it: a broker that lies.</summary>
    public (byte[] Batches, long End)? Lie { get; set; }

    public string User => _user;

    public string Password => _password;

    public static KafkaDouble Start(string user, string password)
    {
        var broker = new KafkaDouble(user, password);
        broker._listener.Start();
        _ = broker.AcceptAsync();
        return broker;
    }

    /// <summary>Appends a batch; its first offset is not covered by its checksum.</summary>
    public long Append(int partition, byte[] batch)
    {
        var log = _logs.GetOrAdd(partition, _ => []);
        lock (log)
        {
            var offset = End(log);
            BinaryPrimitives.WriteInt64BigEndian(batch, offset);
            log.Add(batch);
            return offset;
        }
    }

    public long EndOf(int partition) => Lie is { } lie ? lie.End : _logs.TryGetValue(partition, out var log) ? End(log) : 0;

    public byte[] Read(int partition, long offset)
    {
        if (Lie is { } lie)
        {
            return lie.Batches;
        }

        List<byte[]> log = _logs.TryGetValue(partition, out var found) ? found : [];
        byte[] rest = [.. log.Where(batch => Last(batch) >= offset).SelectMany(batch => batch)];
        var first = log.Find(batch => Last(batch) >= offset)?.Length ?? 0;
        return rest[..Math.Min(rest.Length, Math.Max(FetchBytes, first))];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
    }

    private static long End(List<byte[]> log) => log.Count == 0 ? 0 : Last(log[^1]) + 1;

    // First offset, then after length, epoch, magic, checksum and attributes the last one's distance from it.
    private static long Last(byte[] batch) => BinaryPrimitives.ReadInt64BigEndian(batch) + BinaryPrimitives.ReadInt32BigEndian(batch.AsSpan(23));

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var socket = await _listener.AcceptSocketAsync(_stop.Token);
            Connections++;
            Interlocked.Increment(ref _open);
            _ = Task.Run(() => ServeAsync(socket));
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = TestCertificates.Localhost }, _stop.Token);
            var session = new KafkaSession(this);
            while (true)
            {
                var size = new byte[4];
                await tls.ReadExactlyAsync(size, _stop.Token);
                var request = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
                await tls.ReadExactlyAsync(request, _stop.Token);
                var buffer = new KafkaBuffer(request);
                var (api, version, id) = (buffer.Int16(), buffer.Int16(), buffer.Int32());
                buffer.NullableText();
                Requests.Enqueue(api);
                if (api == KafkaSession.Fetch && IsSlow)
                {
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                }

                var answer = new KafkaWriter().Int32(0).Int32(id);
                if (IsClosing || !session.Answer(api, version, buffer, answer))
                {
                    return;
                }

                var bytes = answer.Written.ToArray();
                BinaryPrimitives.WriteInt32BigEndian(bytes, bytes.Length - 4);
                await tls.WriteAsync(bytes, _stop.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The client has gone.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
