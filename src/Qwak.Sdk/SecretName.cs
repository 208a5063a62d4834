using System.Diagnostics.CodeAnalysis;

namespace Qwak;

/// <summary>
/// The validated name of a secret: 3 to 100 characters, lowercase letters, digits and hyphens; the first is a
/// letter, the last a letter or a digit. Names are immutable and compared ordinally.
/// </summary>
public sealed record SecretName
{
    /// <summary>Fewest characters of a name.</summary>
    public const int MinimumLength = 3;

    /// <summary>Most characters of a name.</summary>
    public const int MaximumLength = 100;

    private SecretName(string text) => Text = text;

    /// <summary>The name itself.</summary>
    public string Text { get; }

    /// <summary>Parses a name.</summary>
    /// <param name="text">What the user gave.</param>
    /// <param name="name">The name, when the rule is met.</param>
    /// <param name="error">What is wrong and, where there is one, the corrected form; never null when the result is false.</param>
    /// <param name="rule">Which rule to apply; strict by default.</param>
    public static bool TryParse(
        string? text,
        [NotNullWhen(true)] out SecretName? name,
        [NotNullWhen(false)] out string? error,
        SecretNameRule rule = SecretNameRule.Strict)
    {
        error = Problem(text ?? "", rule);
        name = error is null ? new SecretName(text!) : null;
        return error is null;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Text;

    private static string? Problem(string text, SecretNameRule rule)
    {
        if (text.Length is < MinimumLength or > MaximumLength)
        {
            return $"A secret name has {MinimumLength} to {MaximumLength} characters; this one has {text.Length}.";
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (!IsAllowed(text[i], rule))
            {
                return "A secret name consists of lowercase letters, digits and hyphens; "
                    + $"character {i + 1} is {Describe(text[i])}.{Suggest(text)}";
            }
        }

        if (!char.IsAsciiLetterLower(text[0]))
        {
            return $"A secret name starts with a letter; this one starts with '{text[0]}'.";
        }

        return char.IsAsciiLetterOrDigit(text[^1])
            ? null
            : $"A secret name ends with a letter or a digit; this one ends with '{text[^1]}'.{Suggest(text)}";
    }

    private static bool IsAllowed(char c, SecretNameRule rule) =>
        char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-' || (c == '_' && rule == SecretNameRule.Legacy);

    // Text from a caller goes into messages and logs: anything but printable ASCII is shown by its code point.
    private static string Describe(char c) => c switch
    {
        '_' => "an underscore",
        >= 'A' and <= 'Z' => $"the capital '{c}'",
        > ' ' and < (char)0x7f => $"'{c}'",
        _ => $"U+{(int)c:X4}",
    };

    private static string Suggest(string text) => Suggestion(text) is { } name ? $" Did you mean '{name}'?" : "";

    /// <summary>The good name nearest to a bad one; null when there is none.</summary>
    internal static string? Suggestion(string text)
    {
        var fixedText = text.ToLowerInvariant().Replace('_', '-').Trim('-');
        return fixedText != text && Problem(fixedText, SecretNameRule.Strict) is null ? fixedText : null;
    }
}
