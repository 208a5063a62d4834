using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.BadInput;

/// <summary>A TLS connection on which the test writes bytes of its own.</summary>
internal static class RawHttp
{
    public static Task<string> SendAsync(ServerFixture server, string line, string body = "", string? token = null, string headers = "") => ExchangeAsync(
        server,
        $"{line}\r\nHost: localhost:{server.PortNumbers[0]}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n"
        + $"{(token is null ? "" : $"Authorization: Bearer {token}\r\n")}{headers}Connection: close\r\n\r\n{body}");

    /// <summary>Writes, and reads what comes until the service closes or is silent for long.</summary>
    public static async Task<string> ExchangeAsync(ServerFixture server, string text)
    {
        await using var tls = await ConnectAsync(server, SslApplicationProtocol.Http11);
        using var answer = new MemoryStream();
        try
        {
            await tls.WriteAsync(Encoding.Latin1.GetBytes(text));
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await tls.CopyToAsync(answer, patience.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The service broke off, or waits for more; what it said before counts.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    public static async Task<SslStream> ConnectAsync(ServerFixture server, SslApplicationProtocol protocol)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", server.PortNumbers[0]);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(server.Authority);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost", ApplicationProtocols = [protocol], CertificateChainPolicy = policy,
        });
        return tls;
    }
}
