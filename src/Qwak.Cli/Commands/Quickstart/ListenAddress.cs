using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Qwak.Cli.Commands.Quickstart;

/// <summary>Where the server listens, and the URL of the same for clients on this machine.</summary>
internal sealed record ListenAddress(string Host, int Port)
{
    public const string Usual = "127.0.0.1:8443";

    /// <summary>The server's certificate is for localhost, not for the number of its address.</summary>
    public Uri Url => new($"https://{(Ip is null || IsLocal(Ip) ? "localhost" : Host)}:{Port.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>The same host, one thousand ports further: what to offer when this one is taken.</summary>
    public ListenAddress Alternative => this with { Port = Port + 1000 > IPEndPoint.MaxPort ? Port - 1000 : Port + 1000 };

    private IPAddress? Ip => Host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(Host.Trim('[', ']'), out var ip) ? ip : null;

    public static ListenAddress? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= IPEndPoint.MaxPort
            && new ListenAddress(text[..colon], port) is { Ip: not null } address
                ? address
                : null;
    }

    public bool IsTaken()
    {
        try
        {
            using var listener = new TcpListener(Ip!, Port);
            listener.Start();
            return false;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return true;
        }
        catch (SocketException)
        {
            // Another reason, such as a port below 1024: the server itself says it best.
            return false;
        }
    }

    public override string ToString() => $"{Host}:{Port.ToString(CultureInfo.InvariantCulture)}";

    private static bool IsLocal(IPAddress ip) => IPAddress.IsLoopback(ip) || ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any);
}
