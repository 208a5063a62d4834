namespace Qwak.Connectors.Network;

/// <summary>A host as the definition names it, and a port.</summary>
internal readonly record struct HostPort(string Host, int Port)
{
    /// <summary>Whether it is an address at all: servers tell of others, and could tell anything.</summary>
    public bool IsValid =>
        Port is > 0 and <= ushort.MaxValue && Uri.CheckHostName(Host) is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6;

    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
