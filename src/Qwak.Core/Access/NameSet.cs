using System.Collections.Frozen;

namespace Qwak.Core.Access;

/// <summary>
/// The names that many patterns match together. Names without a wildcard are looked up, patterns by what they begin
/// with; only those that begin with the wildcard are tried one by one.
/// </summary>
internal sealed class NameSet
{
    private readonly FrozenSet<string> _literals;
    private readonly FrozenDictionary<string, NamePattern[]>.AlternateLookup<ReadOnlySpan<char>> _byPrefix;
    private readonly int[] _prefixLengths;

    public NameSet(IEnumerable<string> patterns)
    {
        var all = patterns.Distinct().Select(text => new NamePattern(text)).ToList();
        IsEmpty = all.Count == 0;
        IsAll = all.Any(pattern => pattern.IsAll);
        _literals = all.Where(pattern => pattern.IsLiteral).Select(pattern => pattern.Text).ToFrozenSet(StringComparer.Ordinal);
        var byPrefix = all.Where(pattern => !pattern.IsLiteral).GroupBy(pattern => pattern.Prefix)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        _byPrefix = byPrefix.GetAlternateLookup<ReadOnlySpan<char>>();
        _prefixLengths = [.. byPrefix.Keys.Select(prefix => prefix.Length).Distinct().Order()];
    }

    public bool IsEmpty { get; }

    /// <summary>Whether every name is in it.</summary>
    public bool IsAll { get; }

    public bool Contains(string name) => IsAll || (!IsEmpty && (_literals.Contains(name) || MatchesPattern(name)));

    private bool MatchesPattern(ReadOnlySpan<char> name)
    {
        foreach (var length in _prefixLengths)
        {
            if (length > name.Length)
            {
                return false;
            }

            if (_byPrefix.TryGetValue(name[..length], out var candidates))
            {
                foreach (var candidate in candidates)
                {
                    if (candidate.Matches(name))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }
}
