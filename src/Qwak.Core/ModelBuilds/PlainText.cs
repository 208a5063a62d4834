using System.Buffers;
using System.Text;

namespace Qwak.Core.ModelBuilds;

/// <summary>
/// Text of a log without what controls a terminal or the direction of writing: colours, moves of the cursor, titles and
/// links (ECMA-48), other control characters, and those that show text in another order than it has.
/// </summary>
internal static class PlainText
{
    private const char Escape = '\u001b';
    private const char Bell = '\u0007';

    private static readonly SearchValues<char> Removed = SearchValues.Create(
        [.. Enumerable.Range(0, 0xa0).Select(c => (char)c).Where(c => char.IsControl(c) && c is not ('\n' or '\t')),
            '\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069']);

    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAny(Removed))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        var rest = text.AsSpan();
        while (rest.IndexOfAny(Removed) is var place and >= 0)
        {
            plain.Append(rest[..place]);
            var control = rest[place];
            rest = rest[(place + 1)..];
            if (control == '\r')
            {
                // A line that is written over, as a progress bar is, is a line of its own here.
                plain.Append(rest.StartsWith("\n") ? "" : "\n");
            }
            else if (control == Escape)
            {
                rest = rest[SequenceLength(rest)..];
            }
        }

        return plain.Append(rest).ToString();
    }

    // How much behind an escape belongs to it.
    private static int SequenceLength(ReadOnlySpan<char> rest) => rest switch
    {
        [] => 0,
        ['[', ..] => Through(rest, rest[1..].IndexOfAnyExceptInRange(' ', '?') + 1),
        [']' or 'P' or 'X' or '^' or '_', ..] => StringLength(rest),
        [>= ' ' and <= '/', ..] => Through(rest, rest.IndexOfAnyExceptInRange(' ', '/')),
        _ => 1,
    };

    // To the bell or the string terminator; a string that does not end here is only its first character.
    private static int StringLength(ReadOnlySpan<char> rest) => rest.IndexOfAny(Bell, Escape, '\n') is var end and >= 0 && rest[end] != '\n'
        ? Math.Min(rest.Length, end + (rest[end] == Bell ? 1 : 2))
        : 1;

    private static int Through(ReadOnlySpan<char> rest, int last) => last <= 0 ? rest.Length : Math.Min(rest.Length, last + 1);
}
