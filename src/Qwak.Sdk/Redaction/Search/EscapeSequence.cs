namespace Qwak.Redaction.Search;

/// <summary>
/// The terminal's escape sequences that colour and move without printing: <c>ESC [ … m</c> and its like (ECMA-48 control
/// sequences), and the short ones such as <c>ESC ( B</c> that <c>tput sgr0</c> prints.
/// </summary>
internal static class EscapeSequence
{
    public const byte Escape = 0x1B;

    /// <summary>What is longer is no escape sequence, but bytes that look like the beginning of one.</summary>
    public const int LongestLength = 32;

    /// <summary>How long the sequence at the beginning of <paramref name="text"/> is; 0: it is none; -1: its end is missing.</summary>
    public static int LengthAt(ReadOnlySpan<byte> text)
    {
        var i = 1;
        if (text.Length > 1 && text[1] == '[')
        {
            i = 2;
            Skip(text, ref i, 0x30, 0x3F);
            Skip(text, ref i, 0x20, 0x2F);
            return End(text, i, 0x40);
        }

        Skip(text, ref i, 0x20, 0x2F);
        return i == 1 && text.Length > 1 ? 0 : End(text, i, 0x30);
    }

    /// <summary>The beginning of the sequence that <paramref name="place"/> lies in, also of one whose end is missing; else the place itself.</summary>
    public static int BeginAround(ReadOnlySpan<byte> text, int place)
    {
        var from = Math.Max(0, place - LongestLength);
        var begin = text[from..place].LastIndexOf(Escape);
        if (begin < 0)
        {
            return place;
        }

        // No sequence holds another escape, so this one begins whatever the place lies in.
        begin += from;
        var length = LengthAt(text[begin..]);
        return length < 0 || begin + length > place ? begin : place;
    }

    private static void Skip(ReadOnlySpan<byte> text, ref int i, byte lowest, byte highest)
    {
        while (i < text.Length && i < LongestLength && text[i] >= lowest && text[i] <= highest)
        {
            i++;
        }
    }

    private static int End(ReadOnlySpan<byte> text, int i, byte lowest) =>
        i >= LongestLength ? 0 : i == text.Length ? -1 : text[i] >= lowest && text[i] <= 0x7E ? i + 1 : 0;
}
