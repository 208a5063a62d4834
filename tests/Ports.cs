using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Qwak.Tests;

/// <summary>Ports of this machine for what a test starts.</summary>
internal static class Ports
{
    // Below those that systems give to outgoing connections (32768 on Linux, 49152 by IANA): one of these may be taken by
    // any client between the look here and the start.
    private const int First = 20_000;
    private const int Last = 32_000;

    // A store remembers whom it has met at an address: in one process none is given out twice.
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>A port of 127.0.0.1 that nothing listens on.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            if (!Given.TryAdd(port, true))
            {
                continue;
            }

            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another one, then.
            }
        }
    }
}
