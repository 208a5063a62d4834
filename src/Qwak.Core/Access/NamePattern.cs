namespace Qwak.Core.Access;

/// <summary>
/// A pattern in which <c>*</c>, the only wildcard, stands for any run of characters, none included. It is matched from
/// left to right and never goes back, so that no pattern is slow.
/// </summary>
internal sealed class NamePattern
{
    public const char Wildcard = '*';

    private readonly string[] _parts;

    public NamePattern(string text)
    {
        Text = text;
        _parts = text.Split(Wildcard);
    }

    public string Text { get; }

    public bool IsLiteral => _parts.Length == 1;

    /// <summary>Whether it matches every text.</summary>
    public bool IsAll => !IsLiteral && _parts.All(part => part.Length == 0);

    /// <summary>What every match begins with.</summary>
    public string Prefix => _parts[0];

    public static bool Matches(IReadOnlyList<string> patterns, string text)
    {
        foreach (var pattern in patterns)
        {
            if (new NamePattern(pattern).Matches(text))
            {
                return true;
            }
        }

        return false;
    }

    public bool Matches(ReadOnlySpan<char> text)
    {
        if (IsLiteral)
        {
            return text.SequenceEqual(Text);
        }

        var (first, last) = (_parts[0], _parts[^1]);
        if (text.Length < first.Length + last.Length || !text.StartsWith(first) || !text.EndsWith(last))
        {
            return false;
        }

        // The leftmost place of each part leaves the most room for those behind it.
        var rest = text[first.Length..^last.Length];
        foreach (var part in _parts.AsSpan(1, _parts.Length - 2))
        {
            var at = rest.IndexOf(part);
            if (at < 0)
            {
                return false;
            }

            rest = rest[(at + part.Length)..];
        }

        return true;
    }
}
