using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Qwak.Redaction.Search;

/// <summary>
/// A text without what is seen through: line breaks, carriage returns and, if wanted, escape sequences. It knows where each
/// byte stood, and where line breaks were. A run of more than <see cref="LongestGap"/> left-out bytes is not seen through,
/// so that a beginning of a pattern before it need not be held for ever.
/// </summary>
internal sealed class TextView(bool withoutEscapes)
{
    private const int LongestGap = 64;

    // Blocks are read eight bytes at a time, also the last ones.
    private const int Padding = 8;

    private readonly List<Run> _runs = [];
    private byte[] _bytes = [];

    /// <summary>Whether a line break came right before the text.</summary>
    public bool BeginsAfterBreak { get; set; }

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>No pattern reaches from before this place to after it.</summary>
    public int Barrier { get; private set; }

    /// <summary>Where the last line begins; the view's length after a line break at its end.</summary>
    public int LastBreak { get; private set; }

    /// <summary>The pieces of the text between what was left out.</summary>
    public ReadOnlySpan<Run> Runs => CollectionsMarshal.AsSpan(_runs);

    /// <summary>Eight bytes can be read from every place of the text on.</summary>
    public ref byte First => ref MemoryMarshal.GetArrayDataReference(_bytes);

    /// <summary>Takes a text in, which follows what was cut off with <see cref="CutAt"/>.</summary>
    public void Read(ReadOnlySpan<byte> text)
    {
        if (_bytes.Length < text.Length + Padding)
        {
            Erase();
            _bytes = GC.AllocateUninitializedArray<byte>(Math.Max(text.Length + Padding, 4096), pinned: true);
        }

        _runs.Clear();
        (Length, Barrier, LastBreak) = (0, 0, 0);
        if (withoutEscapes)
        {
            // The end of an escape sequence may be still to come.
            text = text[..EscapeSequence.BeginAround(text, text.Length)];
        }

        var i = 0;
        while (i < text.Length)
        {
            var gapEnd = SkipGap(text, i, out var afterBreak);
            if (_runs.Count > 0 && gapEnd - i > LongestGap)
            {
                Barrier = Length;
            }

            if (afterBreak)
            {
                LastBreak = Length;
            }

            var begin = gapEnd;
            i = RunEnd(text, begin);
            _runs.Add(new Run(Length, begin, i, afterBreak || (_runs.Count == 0 && BeginsAfterBreak)));
            text[begin..i].CopyTo(_bytes.AsSpan(Length));
            Length += i - begin;
        }

        _bytes.AsSpan(Length, Padding).Clear();
    }

    /// <summary>Says that the text up to a place is gone, and that what is taken in next begins there.</summary>
    public void CutAt(ReadOnlySpan<byte> text, int place)
    {
        var last = _runs.Count - 1;
        while (last >= 0 && (_runs[last].Begin >= place || _runs[last].Begin == _runs[last].End))
        {
            last--;
        }

        // Between the last byte that is left in and the place there are only left-out ones.
        var gap = last < 0 ? 0 : Math.Min(_runs[last].End, place);
        BeginsAfterBreak = (last < 0 && BeginsAfterBreak) || text[gap..place].Contains((byte)'\n');
    }

    public void Erase() => CryptographicOperations.ZeroMemory(_bytes);

    /// <summary>Whether a pattern stands here, its first byte, if that has not passed, at an index.</summary>
    public bool TryMatch(Pattern pattern, int begin, out Hit hit)
    {
        var end = begin + pattern.Length;
        var passed = PassedBytes(pattern, begin);
        begin += passed;
        var isMatch = begin >= 0 && end <= Length && Bytes[begin..end].SequenceEqual(pattern.Bytes[passed..])
            && Allows(pattern.LineBreaks, begin, end);
        hit = isMatch ? new Hit(PlaceOf(begin), PlaceOf(end - 1) + 1, pattern) : default;
        return isMatch;
    }

    /// <summary>Where the byte at an index stood in the text.</summary>
    public int PlaceOf(int index)
    {
        var run = _runs[RunOf(index)];
        return run.Begin + index - run.Index;
    }

    /// <summary>Whether a line break was right before the byte at an index.</summary>
    public bool IsAfterBreak(int index)
    {
        var run = _runs[RunOf(index)];
        return run.Index == index && run.IsAfterBreak;
    }

    /// <summary>Whether the pattern may stand from <paramref name="begin"/> to <paramref name="end"/>, by what was left out between.</summary>
    public bool Allows(LineBreaks lineBreaks, int begin, int end)
    {
        if (Barrier > begin && Barrier < end)
        {
            return false;
        }

        for (var i = RunOf(begin) + 1; i < _runs.Count && _runs[i].Index < end; i++)
        {
            var gap = _runs[i].Begin - _runs[i - 1].End;
            if (gap > LongestGap || (_runs[i].IsAfterBreak && !AllowsBreak(lineBreaks, _runs[i].Index - begin)))
            {
                return false;
            }
        }

        return true;
    }

    // How many bytes of a long pattern stand before an early line break (LineBreaks.AfterFour).
    private int PassedBytes(Pattern pattern, int begin)
    {
        if (pattern.LineBreaks == LineBreaks.AfterFour)
        {
            for (var i = Pattern.BytesBeforeBreak - 1; i > 0; i--)
            {
                if (begin + i >= 0 && begin + i < Length && IsAfterBreak(begin + i))
                {
                    return i;
                }
            }
        }

        return 0;
    }

    private static bool AllowsBreak(LineBreaks lineBreaks, int bytesBefore) => lineBreaks switch
    {
        LineBreaks.Nowhere => false,
        LineBreaks.Anywhere => true,
        LineBreaks.AfterFour => bytesBefore >= Pattern.BytesBeforeBreak,
    };

    // The last run that begins at or before an index. An empty one, with nothing but left-out bytes behind it, is not it.
    private int RunOf(int index)
    {
        var (low, high) = (0, _runs.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_runs[middle].Index <= index)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    private int SkipGap(ReadOnlySpan<byte> text, int i, out bool hasBreak)
    {
        hasBreak = false;
        while (i < text.Length)
        {
            var length = LeftOutAt(text, i);
            if (length == 0)
            {
                break;
            }

            hasBreak |= text[i] == '\n';
            i += length;
        }

        return i;
    }

    private int RunEnd(ReadOnlySpan<byte> text, int i)
    {
        while (i < text.Length)
        {
            var next = withoutEscapes
                ? text[i..].IndexOfAny((byte)'\r', (byte)'\n', EscapeSequence.Escape)
                : text[i..].IndexOfAny((byte)'\r', (byte)'\n');
            if (next < 0)
            {
                return text.Length;
            }

            i += next;
            if (LeftOutAt(text, i) != 0)
            {
                return i;
            }

            i++;
        }

        return i;
    }

    // How many bytes are left out at a place. A sequence without an end is broken off by the unfinished one that was cut away.
    private int LeftOutAt(ReadOnlySpan<byte> text, int i) =>
        text[i] is (byte)'\r' or (byte)'\n' ? 1
        : withoutEscapes && text[i] == EscapeSequence.Escape ? Math.Max(0, EscapeSequence.LengthAt(text[i..]))
        : 0;

    /// <summary>A piece of the text.</summary>
    /// <param name="Index">Where it begins in the view.</param>
    /// <param name="Begin">Where it begins in the text.</param>
    /// <param name="End">Where it ends in the text.</param>
    /// <param name="IsAfterBreak">Whether a line break was left out right before it.</param>
    public readonly record struct Run(int Index, int Begin, int End, bool IsAfterBreak);
}
