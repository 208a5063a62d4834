namespace Qwak.Core.Environments;

/// <summary>The addresses at which this process itself is reached: its listeners, and the names of its certificate.</summary>
internal sealed class OwnAddresses
{
    /// <summary>For a store that is opened without serving it.</summary>
    public static readonly OwnAddresses None = new(["localhost:443"], []);

    private readonly Dictionary<string, string?> _spellings;
    private readonly HashSet<string> _addresses;
    private readonly HashSet<string> _hosts;

    /// <param name="listeners">Where this process listens, <c>host:port</c>.</param>
    /// <param name="hosts">Names that its certificate is for.</param>
    /// <param name="published">Where clients are told to go; the first listener when null.</param>
    public OwnAddresses(IReadOnlyList<string> listeners, IEnumerable<string> hosts, string? published = null)
    {
        _spellings = (published is null ? listeners : [published, .. listeners]).Distinct().ToDictionary(address => address, EdgeAddress.Normalise);
        _addresses = _spellings.Values.OfType<string>().ToHashSet();
        _hosts = hosts.Select(host => EdgeAddress.Normalise(host.Contains(':') ? $"[{host}]" : host)).OfType<string>().Select(EdgeAddress.Host).ToHashSet();
        Primary = EdgeAddress.Normalise(published ?? listeners[0]) ?? throw new ArgumentException("No address can be read.", nameof(listeners));
    }

    /// <summary>What clients are told when an environment has no address of its own.</summary>
    public string Primary { get; }

    /// <summary>An address in its one spelling, see <see cref="EdgeAddress.Normalise"/>. Those of this process are known, so that most requests cost a look-up.</summary>
    public string? Normalise(string? address) => address is not null && _spellings.TryGetValue(address, out var known) ? known : EdgeAddress.Normalise(address);

    public bool Contains(string normalised) =>
        _addresses.Contains(normalised) || _hosts.Contains(EdgeAddress.Host(normalised));
}
