using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Scale;

/// <summary>
/// A network of its own for a process, with two links to this machine: one for its clients, and one to its database, which a
/// test can take down. Packets are lost then, and neither end is told.
/// </summary>
internal sealed class NetworkNamespace : IDisposable
{
    private readonly string _name = $"qwak-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
    private readonly string _link;
    private readonly string _network;

    private NetworkNamespace()
    {
        // RFC 2544 sets 198.18.0.0/15 apart for tests of networks. At random, as several runs may share the machine.
        var (high, low) = (RandomNumberGenerator.GetInt32(256), RandomNumberGenerator.GetInt32(32) * 8);
        string Address(int host) => string.Create(CultureInfo.InvariantCulture, $"198.18.{high}.{low + host}");

        _link = _name.Replace("qwak-", "qd", StringComparison.Ordinal);
        _network = Address(4) + "/30";
        var clients = _name.Replace("qwak-", "qc", StringComparison.Ordinal);
        (Inside, Outside) = (IPAddress.Parse(Address(2)), IPAddress.Parse(Address(5)));
        Ip("netns", "add", _name);
        Connect(clients, Address(1), Address(2));
        Connect(_link, Address(5), Address(6));

        // While the link is down nothing meant for it takes another way.
        Ip("route", "add", "blackhole", _network, "metric", "1000");
    }

    /// <summary>Where clients reach the process.</summary>
    public IPAddress Inside { get; }

    /// <summary>Where the process reaches this machine, over the link that can be taken down.</summary>
    public IPAddress Outside { get; }

    /// <summary>What a command begins with that is to run in it.</summary>
    public IReadOnlyList<string> Enter => ["nsenter", $"--net=/run/netns/{_name}"];

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

    public void Cut() => Ip("link", "set", _link, "down");

    public void Mend() => Ip("link", "set", _link, "up");

    public void Dispose()
    {
        // Its links go with it.
        Ip("netns", "delete", _name);
        Ip("route", "delete", "blackhole", _network, "metric", "1000");
    }

    private void Connect(string link, string here, string there)
    {
        Ip("link", "add", link, "type", "veth", "peer", "name", link, "netns", _name);
        Ip("address", "add", here + "/30", "dev", link);
        Ip("link", "set", link, "up");
        Ip("-netns", _name, "address", "add", there + "/30", "dev", link);
        Ip("-netns", _name, "link", "set", link, "up");
    }

    private static void Ip(params string[] arguments)
    {
        var finished = Command.RunAsync("ip", arguments).GetAwaiter().GetResult();
        if (finished.ExitCode != 0)
        {
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {finished.Error}");
        }
    }
}
