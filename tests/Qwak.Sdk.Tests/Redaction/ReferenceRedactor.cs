using System.Text;
using System.Text.RegularExpressions;
using Qwak.Redaction.Search;

namespace Qwak.Sdk.Tests.Redaction;

/// <summary>
/// What a redactor has to do, as plainly as it can be said: every pattern is tried at every place of the whole text. No
/// index, no stream, no held tail.
/// </summary>
internal static partial class ReferenceRedactor
{
    private const int LongestGap = 64;
    private const int LongestEscape = 32;

    public static byte[] Redact(IReadOnlyList<Pattern> patterns, byte[] text)
    {
        var found = Occurrences(patterns, text, escapes: false).Concat(Occurrences(patterns, text, escapes: true))
            .OrderBy(f => f.Begin).ThenByDescending(f => f.End).ThenBy(f => f.Pattern.Order).ToList();
        var output = new List<byte>();
        var place = 0;
        for (var i = 0; i < found.Count;)
        {
            var (first, end) = (found[i], found[i].End);
            for (i++; i < found.Count && found[i].Begin < end; i++)
            {
                end = Math.Max(end, found[i].End);
            }

            output.AddRange(text[place..first.Begin]);
            output.AddRange(Encoding.UTF8.GetBytes($"[redacted:{first.Pattern.Name}]"));
            place = end;
        }

        output.AddRange(text[place..]);
        return [.. output];
    }

    private static IEnumerable<(int Begin, int End, Pattern Pattern)> Occurrences(IReadOnlyList<Pattern> patterns, byte[] text, bool escapes)
    {
        var leftOut = new bool[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            leftOut[i] = text[i] is (byte)'\r' or (byte)'\n';
        }

        if (escapes)
        {
            foreach (var escape in EscapeSequence().Matches(Encoding.Latin1.GetString(text)).Where(m => m.Length <= LongestEscape))
            {
                Array.Fill(leftOut, true, escape.Index, escape.Length);
            }
        }

        var kept = Enumerable.Range(0, text.Length).Where(i => !leftOut[i]).ToArray();

        // For each kept byte: what was left out before it.
        var gaps = kept.Select((place, i) => Gap.Of(text.AsSpan((i == 0 ? 0 : kept[i - 1] + 1)..place))).ToArray();
        foreach (var pattern in patterns)
        {
            for (var passed = 0; passed < (pattern.LineBreaks == LineBreaks.AfterFour ? 4 : 1); passed++)
            {
                for (var begin = 0; begin < kept.Length; begin++)
                {
                    if ((passed == 0 || gaps[begin].HasBreak) && IsAt(pattern, passed, begin))
                    {
                        yield return (kept[begin], kept[begin + pattern.Length - passed - 1] + 1, pattern);
                    }
                }
            }
        }

        bool IsAt(Pattern pattern, int passed, int begin)
        {
            var bytes = pattern.Bytes[passed..];
            for (var i = 0; i < bytes.Length; i++)
            {
                if (begin + i >= kept.Length || text[kept[begin + i]] != bytes[i] || (i > 0 && !gaps[begin + i].MayFollow(pattern, i)))
                {
                    return false;
                }
            }

            return true;
        }
    }

    [GeneratedRegex(@"\x1B(?:\[[0-?]*[ -/]*[@-~]|[ -/]+[0-~])")]
    private static partial Regex EscapeSequence();

    private readonly record struct Gap(int Length, bool HasBreak)
    {
        public static Gap Of(ReadOnlySpan<byte> leftOut) => new(leftOut.Length, leftOut.Contains((byte)'\n'));

        public bool MayFollow(Pattern pattern, int bytesBefore) =>
            Length <= LongestGap
            && (!HasBreak || pattern.LineBreaks == LineBreaks.Anywhere || (pattern.LineBreaks == LineBreaks.AfterFour && bytesBefore >= 4));
    }
}
