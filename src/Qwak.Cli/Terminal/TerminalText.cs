namespace Qwak.Cli.Terminal;

/// <summary>Text of others for the terminal, which it must not steer: control and direction characters are shown as '?'.</summary>
internal static class TerminalText
{
    public static string Line(string? text) => text is null ? "" : string.Concat(text.Select(c => char.IsControl(c) || IsDirectional(c) ? '?' : c));

    // Bidirectional overrides reorder what follows them on the line.
    private static bool IsDirectional(char c) => c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
