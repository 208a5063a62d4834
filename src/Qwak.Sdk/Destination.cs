using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Qwak;

/// <summary>
/// Where a secret may be sent: <c>HOST:PORT</c>, exact. A wildcard, which an administrator may allow, is <c>*.DOMAIN</c>
/// or <c>*</c> for the host (a domain's wildcard does not hold the domain itself) and <c>*</c> for the port.
/// </summary>
internal sealed record Destination
{
    private Destination(string host, int? port) => (Host, Port) = (host, port);

    /// <summary>In lower case, without a last dot; an IPv6 address without brackets.</summary>
    public string Host { get; }

    /// <summary>Null for every port.</summary>
    public int? Port { get; }

    public bool IsWildcard => Port is null || Host.StartsWith('*');

    public static bool TryParse(string? text, [NotNullWhen(true)] out Destination? destination, [NotNullWhen(false)] out string? error)
    {
        destination = null;
        error = "A destination is HOST:PORT, such as db.example.com:5432.";
        var colon = text?.LastIndexOf(':') ?? -1;
        if (colon <= 0)
        {
            return false;
        }

        int? port = null;
        var portText = text![(colon + 1)..];
        if (portText != "*")
        {
            if (!ushort.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            {
                return false;
            }

            port = number;
        }

        var host = Normalize(text[..colon]);
        var name = host == "*" ? "any" : host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
        if (Uri.CheckHostName(name) is UriHostNameType.Unknown or UriHostNameType.Basic)
        {
            error = "The host of a destination is a name or an address, and '*' stands only for its first part: *.example.com:443.";
            return false;
        }

        destination = new Destination(host, port);
        error = null;
        return true;
    }

    public bool Covers(string host, int port)
    {
        var name = Normalize(host);
        return (Port is null || Port == port)
            && (Host == "*" || Host == name || (Host.StartsWith("*.", StringComparison.Ordinal) && name.EndsWith(Host[1..], StringComparison.Ordinal)));
    }

    public override string ToString() =>
        $"{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port?.ToString(CultureInfo.InvariantCulture) ?? "*"}";

    private static string Normalize(string host) => host.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
}
