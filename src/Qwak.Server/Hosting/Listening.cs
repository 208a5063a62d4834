using System.Net;
using System.Net.Sockets;
using Qwak.Core;

namespace Qwak.Server.Hosting;

/// <summary>Starts to listen, and tells when an address cannot be had.</summary>
internal static class Listening
{
    /// <exception cref="StartupException">An address is taken, or is not this machine's.</exception>
    public static async Task StartAsync(WebApplication app, IEnumerable<ListenAddress> addresses, string option)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            var text = string.Join(", ", addresses.Select(address => new IPEndPoint(address.Address, address.Port)));
            throw new StartupException($"Cannot listen on {text}: {e.Message}", $"Stop what uses the port, or give another with {option}.", e);
        }
    }
}
