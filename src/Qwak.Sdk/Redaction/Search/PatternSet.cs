using System.Runtime.CompilerServices;

namespace Qwak.Redaction.Search;

/// <summary>All patterns: finds where they stand in a text, and from where on the text's end may become one of them.</summary>
internal sealed class PatternSet : IDisposable
{
    // A pattern of 11 bytes has four blocks of eight, one of six has two of five: every length has its index. Long patterns
    // are entered by blocks after the third byte, so that they are found too where only their rest stands in a line.
    private const int WideLength = 11;

    private readonly PinnedMemory _store = new();
    private readonly List<Pattern> _patterns = [];
    private readonly WindowIndex _wide = new(width: 8, stride: 4);
    private readonly WindowIndex _narrow = new(width: 5, stride: 2);
    private readonly PrefixIndex[] _beginnings = [new(0), new(0), new(0)];
    private readonly PrefixIndex[] _restarts = [new(1), new(2), new(3)];
    private int _longest;

    /// <summary>Adds a form of a secret.</summary>
    /// <returns>False when it is too short to be looked for.</returns>
    public bool Add(string name, RedactionForm form, ReadOnlySpan<byte> bytes, bool hasLineBreak)
    {
        if (bytes.Length < Pattern.MinimumLength)
        {
            return false;
        }

        var lineBreaks = bytes.Length >= Pattern.LongLength ? LineBreaks.AfterFour : hasLineBreak ? LineBreaks.Anywhere : LineBreaks.Nowhere;
        var known = _beginnings[(int)lineBreaks];
        if (known.Contains(bytes))
        {
            return true;
        }

        var pattern = new Pattern(_store.Keep(bytes), name, form, lineBreaks, _patterns.Count);
        _patterns.Add(pattern);
        known.Add(pattern);
        if (lineBreaks == LineBreaks.AfterFour)
        {
            Array.ForEach(_restarts, index => index.Add(pattern));
        }

        if (pattern.Length < WideLength)
        {
            _narrow.Add(pattern, from: 0);
        }
        else
        {
            _wide.Add(pattern, from: lineBreaks == LineBreaks.AfterFour ? _restarts.Length : 0);
        }

        _longest = Math.Max(_longest, pattern.Length);
        return true;
    }

    /// <summary>Adds to <paramref name="hits"/> where patterns stand in the text.</summary>
    public void Find(TextView view, List<Hit> hits)
    {
        Find(_wide, view, hits);
        Find(_narrow, view, hits);
    }

    /// <summary>The place in the text from which on it may be the beginning of a pattern; the text's length when there is none.</summary>
    public int HeldFrom(TextView view, int textLength)
    {
        var bytes = view.Bytes;
        for (var i = Math.Max(view.Barrier, bytes.Length - _longest + 1); i < bytes.Length; i++)
        {
            if (MayBegin(view, bytes[i..], i))
            {
                return view.PlaceOf(i);
            }
        }

        return textLength;
    }

    /// <summary>How often what was redacted, in the order in which it was added.</summary>
    public IReadOnlyList<RedactionCount> Counts() =>
    [
        .. from pattern in _patterns
        where pattern.Count > 0
        group pattern.Count by (pattern.Name, pattern.Form) into counts
        select new RedactionCount(counts.Key.Name, counts.Key.Form, counts.Sum()),
    ];

    public void Dispose()
    {
        _wide.Clear();
        _narrow.Clear();
        foreach (var index in (ReadOnlySpan<PrefixIndex>)[.. _beginnings, .. _restarts])
        {
            index.Clear();
        }

        _patterns.Clear();
        _longest = 0;
        _store.Dispose();
    }

    private bool MayBegin(TextView view, ReadOnlySpan<byte> end, int i)
    {
        foreach (var lineBreaks in (ReadOnlySpan<LineBreaks>)[LineBreaks.AfterFour, LineBreaks.Nowhere, LineBreaks.Anywhere])
        {
            if (_beginnings[(int)lineBreaks].IsBeginning(end) && view.Allows(lineBreaks, i, view.Length + 1))
            {
                return true;
            }
        }

        if (view.IsAfterBreak(i) && view.Allows(LineBreaks.AfterFour, i, view.Length + 1))
        {
            foreach (var restart in _restarts)
            {
                if (restart.IsBeginning(end))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void Find(WindowIndex index, TextView view, List<Hit> hits)
    {
        if (index.IsEmpty)
        {
            return;
        }

        var filter = index.Filter;
        ref var first = ref view.First;
        for (var i = 0; i + index.Width <= view.Length; i += index.Stride)
        {
            // The view is padded, so that eight bytes can be read everywhere.
            var hash = index.HashOf(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, i)));
            if (filter.MayContain(hash))
            {
                Verify(index, hash, view, i, hits);
            }
        }
    }

    private static void Verify(WindowIndex index, ulong hash, TextView view, int block, List<Hit> hits)
    {
        var entry = -1;
        while (index.TryNext(hash, ref entry, out var pattern, out var offset))
        {
            var begin = block - offset;
            var end = begin + pattern.Length;
            var passed = PassedBytes(view, pattern, begin);
            begin += passed;
            if (begin >= 0 && end <= view.Length
                && view.Bytes[begin..end].SequenceEqual(pattern.Bytes[passed..])
                && view.Allows(pattern.LineBreaks, begin, end))
            {
                hits.Add(new Hit(view.PlaceOf(begin), view.PlaceOf(end - 1) + 1, pattern));
            }
        }
    }

    // How many bytes of a long pattern stand before an early line break (LineBreaks.AfterFour).
    private static int PassedBytes(TextView view, Pattern pattern, int begin)
    {
        if (pattern.LineBreaks == LineBreaks.AfterFour)
        {
            for (var i = Pattern.BytesBeforeBreak - 1; i > 0; i--)
            {
                if (begin + i >= 0 && begin + i < view.Length && view.IsAfterBreak(begin + i))
                {
                    return i;
                }
            }
        }

        return 0;
    }
}
