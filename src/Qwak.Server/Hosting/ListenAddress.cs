using System.Globalization;
using System.Net;
using Qwak.Core;

namespace Qwak.Server.Hosting;

/// <summary>An address to listen on, with the port that clients are told.</summary>
internal sealed record ListenAddress(IPAddress Address, int Port)
{
    /// <exception cref="StartupException">It is not HOST:PORT.</exception>
    public static ListenAddress Parse(string text)
    {
        var withHost = text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" + text["localhost".Length..] : text;

        // Without a port, "::1" parses as well; the port is then 0, which no client could be told.
        return IPEndPoint.TryParse(withHost, out var endpoint) && endpoint.Port != 0
            ? new ListenAddress(endpoint.Address, endpoint.Port)
            : throw new StartupException($"'{text}' is not an address to listen on.", "Give HOST:PORT, such as 127.0.0.1:8443 or [::1]:8443.");
    }

    /// <summary>How clients on this machine call it.</summary>
    public string Name => IPAddress.IsLoopback(Address) || Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any)
        ? string.Create(CultureInfo.InvariantCulture, $"localhost:{Port}")
        : new IPEndPoint(Address, Port).ToString();
}
