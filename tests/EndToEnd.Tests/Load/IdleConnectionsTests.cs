using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Load;

/// <summary>Clients that hold connections and say little or nothing: others are served as before, and those who dawdle are cut off.</summary>
public sealed class IdleConnectionsTests(ITestOutputHelper output)
{
    private static readonly string Login =
        "POST /api/v1/authentication/qwak-api-key HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10000\r\n\r\n";

    [Fact]
    public async Task Others_are_served_as_before_beside_thousands_of_idle_half_open_and_slow_clients()
    {
        var count = FullRun.Count(400, 10_000);
        var seconds = FullRun.Count(8, 30);
        await using var server = await ServerProcess.StartNewAsync();
        using var probe = await Probe.OpenAsync(server, 4);
        (await probe.First.PutAsJsonAsync("/api/v1/environments/default/secrets/busy", new { value = "v" })).EnsureSuccessStatusCode();
        await probe.ReadAsync("busy", TimeSpan.FromSeconds(2));
        var before = await probe.ReadAsync("busy", TimeSpan.FromSeconds(3));

        // Of ten: one never begins TLS, one sends its headers and one its body a byte a second, seven say nothing.
        var crowd = new ConcurrentBag<Stream>();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, cancellationToken) =>
            crowd.Add(await ConnectAsync(server, withTls: i % 10 != 0, cancellationToken)));
        try
        {
            var slow = crowd.OfType<SslStream>().Take(count / 5).Select((stream, i) => DawdleAsync(stream, i % 2 == 0 ? Login : "", seconds)).ToList();
            var during = await probe.ReadAsync("busy", TimeSpan.FromSeconds(seconds));
            var cut = await Task.WhenAll(slow);
            output.WriteLine(
                $"before: {before}\nbeside {count}: {during}; memory {server.Process.WorkingSet / 1024 / 1024} MiB; {cut.Count(c => c)} slow ones cut off");

            Assert.Equal(0, during.Refused);
            if (FullRun.IsAsked)
            {
                // Only where nothing else runs beside it does a time say anything.
                Assert.InRange(during.P99, TimeSpan.Zero, (2 * before.P99) + TimeSpan.FromMilliseconds(50));
            }

            // A body of less than 240 bytes a second is given up after five seconds.
            Assert.True(cut.Count(c => c) >= slow.Count / 2, $"{cut.Count(c => c)} of {slow.Count} slow clients were cut off");
        }
        finally
        {
            foreach (var stream in crowd)
            {
                await stream.DisposeAsync();
            }
        }
    }

    private static async Task<Stream> ConnectAsync(ServerProcess server, bool withTls, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.PortNumbers[0], cancellationToken);
        var stream = new NetworkStream(socket, ownsSocket: true);
        if (!withTls)
        {
            return stream;
        }

        var tls = new SslStream(stream);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = server.TrustPolicy() }, cancellationToken);
        return tls;
    }

    /// <summary>A byte a second, after what is sent at once. Whether the service ended it.</summary>
    private static async Task<bool> DawdleAsync(SslStream stream, string atOnce, int seconds)
    {
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(atOnce));
            var answer = stream.ReadAsync(new byte[1]).AsTask();
            for (var i = 0; i < seconds; i++)
            {
                await stream.WriteAsync("G"u8.ToArray());
                if (await Task.WhenAny(answer, Task.Delay(TimeSpan.FromSeconds(1))) == answer)
                {
                    return true;
                }
            }

            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
