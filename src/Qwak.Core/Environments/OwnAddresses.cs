namespace Qwak.Core.Environments;

/// <summary>The addresses at which this process itself is reached: its listeners, and the names of its certificate.</summary>
internal sealed class OwnAddresses
{
    private readonly HashSet<string> _addresses;
    private readonly HashSet<string> _hosts;

    public OwnAddresses(IEnumerable<string> listeners, IEnumerable<string> hosts)
    {
        _addresses = listeners.Select(EdgeAddress.Normalise).OfType<string>().ToHashSet();
        _hosts = hosts.Select(host => EdgeAddress.Normalise(host.Contains(':') ? $"[{host}]" : host)).OfType<string>().Select(Host).ToHashSet();
        Primary = listeners.Select(EdgeAddress.Normalise).OfType<string>().FirstOrDefault() ?? "localhost:443";
    }

    /// <summary>What clients are told when an environment has no address of its own.</summary>
    public string Primary { get; }

    public bool Contains(string normalised) =>
        _addresses.Contains(normalised) || _hosts.Contains(Host(normalised));

    private static string Host(string normalised) => normalised[..normalised.LastIndexOf(':')];
}
