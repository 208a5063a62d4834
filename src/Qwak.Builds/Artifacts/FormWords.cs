using Qwak.Redaction;

namespace Qwak.Builds.Artifacts;

/// <summary>Forms as people and scripts read them.</summary>
internal static class FormWords
{
    /// <summary>Lowercase words with hyphens, such as <c>double-base64</c>.</summary>
    public static string Of(RedactionForm form) =>
        string.Concat(form.ToString().Select((c, i) => char.IsAsciiLetterUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
