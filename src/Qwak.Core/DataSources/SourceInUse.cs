using Qwak.Core.Secrets;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Core.DataSources;

/// <summary>A source with the values of its secrets, for as long as it is being read.</summary>
internal sealed class SourceInUse(DataSource definition, string? id, int version) : IDisposable
{
    private readonly SortedDictionary<string, UsedSecret> _secrets = new(StringComparer.Ordinal);

    public DataSource Definition => definition;

    /// <summary>Null for a definition or a value that is only being tried.</summary>
    public string? Id => id;

    /// <summary>Changes with the definition, its owner, and each version of a secret that it names.</summary>
    public string State => string.Join(' ', _secrets.Select(secret => $"{secret.Key}={secret.Value.Version}").Prepend($"{version}"));

    public IReadOnlyDictionary<string, SecretValue> Values => _secrets.ToDictionary(secret => secret.Key, secret => secret.Value.Value);

    public IReadOnlyDictionary<string, IReadOnlyList<Destination>> Destinations =>
        _secrets.ToDictionary(secret => secret.Key, secret => secret.Value.Destinations);

    public bool Has(string secret) => _secrets.ContainsKey(secret);

    public void Add(string name, UsedSecret secret) => _secrets.Add(name, secret);

    public override string ToString() => "[redacted]";

    /// <summary>Erases the values, unless a connection was kept that logs in with them again.</summary>
    public void Dispose()
    {
        if (id is not null)
        {
            return;
        }

        foreach (var secret in _secrets.Values)
        {
            secret.Dispose();
        }
    }
}
