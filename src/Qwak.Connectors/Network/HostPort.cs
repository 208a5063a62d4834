namespace Qwak.Connectors.Network;

/// <summary>A host as the definition names it, and a port.</summary>
internal readonly record struct HostPort(string Host, int Port)
{
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
