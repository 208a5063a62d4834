using System.ComponentModel;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Scale;

/// <summary>
/// A network of its own for a process, with two links to a second one that the test opens its sockets in: one for the clients of
/// the process, and one to its database, which a test can take down. Packets are lost then, and neither end is told. The network
/// of the machine stays as it is: a browser gives up what it loads when that changes.
/// </summary>
internal sealed partial class NetworkNamespace : IDisposable
{
    // RFC 2544 sets 198.18.0.0/15 apart for tests of networks.
    private const string DatabaseNetwork = "198.18.0.4/30";
    private const string DatabaseLink = "database";
    private const int NetworkKind = 0x40000000; // CLONE_NEWNET (clone(2)).

    private readonly string _inside = $"qwak-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
    private readonly string _outside;

    private NetworkNamespace()
    {
        _outside = _inside + "-outside";
        try
        {
            Ip("netns", "add", _inside);
            Ip("netns", "add", _outside);
            Connect("clients", "198.18.0.1", $"{Inside}");
            Connect(DatabaseLink, $"{Outside}", "198.18.0.6");

            // While the link is down nothing meant for it takes another way.
            Ip("-netns", _outside, "route", "add", "blackhole", DatabaseNetwork, "metric", "1000");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where clients reach the process.</summary>
    public static IPAddress Inside { get; } = IPAddress.Parse("198.18.0.2");

    /// <summary>Where the process reaches what the test listens with, over the link that can be taken down.</summary>
    public static IPAddress Outside { get; } = IPAddress.Parse("198.18.0.5");

    /// <summary>What a command begins with that is to run in it.</summary>
    public IReadOnlyList<string> Enter => ["nsenter", $"--net=/run/netns/{_inside}"];

    /// <summary>Null where none can be made: without root, without iproute2, and in many containers.</summary>
    public static NetworkNamespace? TryMake()
    {
        try
        {
            return Environment.IsPrivilegedProcess ? new NetworkNamespace() : null;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Makes a socket at the outer ends of the links. It stays there: a socket has the network of the thread that made it.</summary>
    public T Open<T>(Func<T> make)
    {
        T? made = default;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var network = File.OpenHandle($"/run/netns/{_outside}");
                made = setns(network, NetworkKind) == 0 ? make() : throw new Win32Exception();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? made! : throw new InvalidOperationException("No socket in the other network.", failure);
    }

    public void Cut() => Ip("-netns", _outside, "link", "set", DatabaseLink, "down");

    public void Mend() => Ip("-netns", _outside, "link", "set", DatabaseLink, "up");

    public void Dispose()
    {
        // The links go with them. One that was never made is no trouble.
        foreach (var network in new[] { _inside, _outside })
        {
            Command.RunAsync("ip", ["netns", "delete", network]).GetAwaiter().GetResult();
        }
    }

    private void Connect(string link, string outside, string inside)
    {
        Ip("-netns", _outside, "link", "add", link, "type", "veth", "peer", "name", link, "netns", _inside);
        foreach (var (network, address) in new[] { (_outside, outside), (_inside, inside) })
        {
            Ip("-netns", network, "address", "add", address + "/30", "dev", link);
            Ip("-netns", network, "link", "set", link, "up");
        }
    }

    private static void Ip(params string[] arguments)
    {
        var finished = Command.RunAsync("ip", arguments).GetAwaiter().GetResult();
        if (finished.ExitCode != 0)
        {
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {finished.Error}");
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int setns(SafeFileHandle network, int kind);
}
