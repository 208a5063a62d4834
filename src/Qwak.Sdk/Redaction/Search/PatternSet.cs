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


        if (pattern.Length < WideLength)
        {
            _narrow.Add(pattern, from: 0);
        }
        else
        {
            _wide.Add(pattern, from: lineBreaks == LineBreaks.AfterFour ? _restarts.Length : 0);
        }

        return true;
    }

    /// <summary>Adds to <paramref name="hits"/> where patterns stand in the text.</summary>
    public void Find(TextView view, List<Hit> hits)
    {
        _wide.Find(view, hits);
        _narrow.Find(view, hits);
    }

    /// <summary>The place in the text from which on it may be the beginning of a pattern; the text's length when there is none.</summary>
    public int HeldFrom(TextView view, int textLength)
    {
        var first = view.Length;
        foreach (var index in _beginnings)
        {
            first = Math.Min(first, index.FirstBeginning(view, view.Barrier));
        }

        foreach (var run in view.Runs)
        {
            if (run.IsAfterBreak && run.Index < first && IsRestart(view, run.Index))
            {
                first = run.Index;
            }
        }

        return first < view.Length ? view.PlaceOf(first) : textLength;
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

    private bool IsRestart(TextView view, int place) =>
        _restarts[0].IsBeginning(view, place) || _restarts[1].IsBeginning(view, place) || _restarts[2].IsBeginning(view, place);
}
