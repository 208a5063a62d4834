using System.Globalization;

namespace Qwak.Core.Environments;

/// <summary>
/// <c>host:port</c> in one spelling: lowercase, the port always there (443 when not given, as gRPC clients take it),
/// and <c>localhost</c> for every loopback address, since on one machine environments differ by port.
/// </summary>
internal static class EdgeAddress
{
    private const string Localhost = "localhost";

    public static string? Normalise(string? address)
    {
        if (address is null || address.Length is 0 or > 300 || address.Any(c => c is '/' or '\\' or '@' or '?' or '#' or <= ' '))
        {
            return null;
        }

        if (!Uri.TryCreate("https://" + address, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            return null;
        }

        var host = uri.IsLoopback ? Localhost
            : uri.HostNameType == UriHostNameType.IPv6 ? uri.Host // With its brackets; the IDN host has none.
            : uri.IdnHost.ToLowerInvariant().TrimEnd('.');
        return string.Create(CultureInfo.InvariantCulture, $"{host}:{uri.Port}");
    }

    /// <summary>The host of an address in that spelling.</summary>
    public static string Host(string normalised) => normalised[..normalised.LastIndexOf(':')];
}
