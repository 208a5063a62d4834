using System.Net.Sockets;
using System.Text;

namespace Qwak.Server.Hosting;

/// <summary>Tells the service manager how far the process is, by the datagram that systemd's <c>Type=notify</c> waits for.</summary>
internal static class ServiceManager
{
    private const string Variable = "NOTIFY_SOCKET";

    /// <summary>It serves.</summary>
    public static void TellReady() => Tell("READY=1");

    /// <summary>It is about to end.</summary>
    public static void TellStopping() => Tell("STOPPING=1");

    private static void Tell(string state)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path)
        {
            return;
        }

        try
        {
            // A leading @ stands for the NUL of Linux's abstract namespace.
            var address = new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path);
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(state), address);
        }
        catch (SocketException)
        {
            // A manager that does not listen any more is no reason to stop serving.
        }
    }
}
