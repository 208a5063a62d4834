using System.Net;
using System.Net.Sockets;

namespace Qwak.Connectors.Network;

/// <summary>
/// Addresses that name this machine, its link, or a cloud's metadata service. A data source has no business there, and a
/// name that an attacker owns may resolve to any of them.
/// </summary>
internal static class SpecialAddresses
{
    private static readonly IPNetwork[] Networks =
    [
        .. new[]
        {
            "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "255.255.255.255/32",
            "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32", // metadata of Alibaba, Azure and Oracle
            "::/127", "fe80::/10", "fec0::/10", "ff00::/8", "fd00:ec2::/32", "fd20:ce::254/128", // metadata of Amazon and Google
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    public static bool Contains(IPAddress address)
    {
        var embedded = Embedded(address);
        return Networks.Any(network => network.Contains(embedded));
    }

    /// <summary>The IPv4 address that an IPv6 address stands for, or the address itself.</summary>
    public static IPAddress Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        return Nat64.Contains(address) ? new IPAddress(bytes.AsSpan(12, 4))
            : SixToFour.Contains(address) ? new IPAddress(bytes.AsSpan(2, 4))
            : address;
    }
}
