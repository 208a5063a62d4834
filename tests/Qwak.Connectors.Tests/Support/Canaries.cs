using System.Security.Cryptography;
using Qwak.Connectors.Network;

namespace Qwak.Connectors.Tests.Support;

/// <summary>Secrets of values that nothing else contains, so that any piece of one in a text is a leak.</summary>
internal sealed class Canaries
{
    private const int LongestPiece = 5;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, SecretValue> Secrets =>
        _values.ToDictionary(pair => pair.Key, pair => SecretValue.FromString(pair.Value), StringComparer.Ordinal);

    public string this[string name]
    {
        get => _values[name];
        set => _values[name] = value;
    }

    public static string NewUser() => $"u{RandomNumberGenerator.GetHexString(14, lowercase: true)}";

    /// <summary>With what connection strings, URLs and SQL give a meaning to.</summary>
    public static string NewPassword() => $"{RandomNumberGenerator.GetHexString(10, lowercase: true)};'\"=\\ &%{RandomNumberGenerator.GetHexString(10, lowercase: true)}";

    public DestinationGuard Guard(NetworkPolicy policy, params string[] destinations)
    {
        Destination[] parsed = [.. destinations.Select(Parse)];
        return new DestinationGuard(_values.Keys.ToDictionary(name => name, _ => (IReadOnlyList<Destination>)parsed, StringComparer.Ordinal), policy);
    }

    public void AssertAbsent(string text)
    {
        foreach (var value in _values.Values)
        {
            for (var start = 0; start + LongestPiece < value.Length; start++)
            {
                Assert.False(text.Contains(value.AsSpan(start, LongestPiece + 1), StringComparison.Ordinal), "A piece of a value is in: " + text);
            }
        }
    }

    public static Destination Parse(string text) =>
        Destination.TryParse(text, out var destination, out var error) ? destination : throw new InvalidOperationException(error);
}
