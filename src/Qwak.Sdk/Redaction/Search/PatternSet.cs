namespace Qwak.Redaction.Search;

/// <summary>All patterns: finds where they stand in a text, and from where on the text's end may become one of them.</summary>
internal sealed class PatternSet : IDisposable
{
    // A pattern of 11 bytes has four blocks of eight, one of six has two of five: every length has its index. Long patterns
    // are entered by blocks after the third byte, so that they are found too where only their rest stands in a line.
    private const int WideLength = 11;
    private const int WideWidth = 8;
    private const int WideStride = 4;

    // Where the last of a pattern's first blocks begins, and how long a beginning may be that does not hold it to its end.
    private const int LastSuspectOffset = Pattern.BytesBeforeBreak - 1 + WideStride - 1;
    private const int LongestUnsuspected = LastSuspectOffset + WideWidth - 1;

    private readonly PinnedMemory _store = new();
    private readonly List<Pattern> _patterns = [];
    private readonly WindowIndex _wide = new(WideWidth, WideStride);
    private readonly WindowIndex _narrow = new(width: 5, stride: 2);
    private readonly PrefixIndex[] _beginnings = [new(LineBreaks.Nowhere), new(LineBreaks.Anywhere), new(LineBreaks.AfterFour)];
    private readonly PrefixIndex[] _restarts =
        [new(LineBreaks.AfterFour, start: 1), new(LineBreaks.AfterFour, start: 2), new(LineBreaks.AfterFour, start: 3)];

    /// <summary>All patterns, in the order in which they were added.</summary>
    public IReadOnlyList<Pattern> All => _patterns;

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

        (pattern.Length < WideLength ? _narrow : _wide).Add(pattern);
        return true;
    }

    /// <summary>Adds to <paramref name="hits"/> where patterns stand in the text.</summary>
    public void Find(TextView view, List<Hit> hits)
    {
        _wide.Find(view, hits, view.Suspects);
        _narrow.Find(view, hits);
    }

    /// <summary>The place in the text from which on it may be the beginning of a pattern; the text's length when there is none.</summary>
    public int HeldFrom(TextView view, int textLength)
    {
        // A long beginning has a suspect among its first blocks. Only short ones are looked for at every place.
        foreach (var suspect in view.Suspects)
        {
            if (TryFindBeginning(view, suspect - LastSuspectOffset, suspect + 1, out var place))
            {
                return place;
            }
        }

        return TryFindBeginning(view, view.Length - LongestUnsuspected, view.Length, out var last) ? last : textLength;
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
        _store.Dispose();
    }

    // The first place of a range that the text may be the beginning of a pattern from.
    private bool TryFindBeginning(TextView view, int from, int end, out int place)
    {
        var first = end;
        foreach (var index in _beginnings)
        {
            first = index.FirstBeginning(view, from, first);
        }

        foreach (var run in view.RunsFrom(Math.Max(0, from)))
        {
            if (run.Index >= first)
            {
                break;
            }

            if (run.IsAfterBreak && run.Index >= from && IsRestart(view, run.Index))
            {
                first = run.Index;
            }
        }

        place = first < end ? view.PlaceOf(first) : 0;
        return first < end;
    }

    private bool IsRestart(TextView view, int place) =>
        _restarts[0].IsBeginning(view, place) || _restarts[1].IsBeginning(view, place) || _restarts[2].IsBeginning(view, place);
}
