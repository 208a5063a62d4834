using System.Net;
using System.Net.Sockets;

namespace Qwak.Connectors.Network;

/// <summary>An HTTP handler whose every connection goes through the guard: TLS on the name, no proxy, no redirect, no cookie.</summary>
internal static class GuardedHttp
{
    public static SocketsHttpHandler Handler(DestinationGuard guard, int connections)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
            MaxConnectionsPerServer = connections,
            ConnectCallback = async (context, cancellationToken) =>
            {
                var target = new HostPort(context.DnsEndPoint.Host, context.DnsEndPoint.Port);
                return new NetworkStream(await guard.DialAsync(target, cancellationToken), ownsSocket: true);
            },
        };

        // The handler sets the name of each request's host itself.
        guard.Policy.Apply(handler.SslOptions, host: null!);
        return handler;
    }

    /// <summary>Refuses an answer that is a redirect or no success.</summary>
    public static void Check(HttpResponseMessage response, string server)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw (int)response.StatusCode is >= 300 and < 400
                ? new ConnectorException(ConnectorFailure.RefusedDestination, $"The server at {server} redirects, which is not followed.")
                : new ConnectorException(ConnectorFailure.Protocol, $"The server at {server} answers HTTP {(int)response.StatusCode}.");
        }
    }
}
