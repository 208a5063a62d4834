namespace Qwak.Redaction.Search;

/// <summary>All patterns: finds where they stand in a text, and from where on the text's end may become one of them.</summary>
internal sealed class PatternSet : IDisposable
{
    // A pattern of 11 bytes has four blocks of eight, one of six has two of five: every length has its index. Long patterns
    // are entered by blocks after the third byte, so that they are found too where only their rest stands in a line.
    private const int WideLength = 11;

    private static readonly LineBreaks[] AllLineBreaks = Enum.GetValues<LineBreaks>();

    private readonly PinnedMemory _store = new();
    private readonly List<Pattern> _patterns = [];
    private readonly WindowIndex _wide = new(width: 8, stride: 4);
    private readonly WindowIndex _narrow = new(width: 5, stride: 2);

    // The first blocks of all patterns, and of their restarts.
    private readonly BloomFilter _blocks = new(width: 8);
    private readonly PrefixIndex[] _beginnings = [new(0), new(0), new(0)];
    private readonly PrefixIndex[] _restarts = [new(1), new(2), new(3)];
    private int _longest;

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

        AddBlocks(pattern);

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
        _wide.Find(view, hits);
        _narrow.Find(view, hits);
    }

    /// <summary>The place in the text from which on it may be the beginning of a pattern; the text's length when there is none.</summary>
    public int HeldFrom(TextView view, int textLength)
    {
        // Only patterns of more than a block can begin with one; nearly all places end here.
        var blocksEnd = view.Length - _blocks.Width + 1;
        var i = Math.Max(view.Barrier, view.Length - _longest + 1);
        for (i = Next(i); i < blocksEnd; i = Next(i + 1))
        {
            if (MayBegin(view, i))
            {
                return view.PlaceOf(i);
            }
        }

        for (; i < view.Length; i++)
        {
            if (MayBegin(view, i))
            {
                return view.PlaceOf(i);
            }
        }

        return textLength;

        int Next(int from) => _blocks.NextCandidate(ref view.First, from, blocksEnd, step: 1);
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

    // Whether the text from a place on is the beginning of a pattern, of a whole one or of one whose first bytes have passed.
    private bool MayBegin(TextView view, int place)
    {
        var end = view.Bytes[place..];
        foreach (var lineBreaks in AllLineBreaks)
        {
            if (view.Allows(lineBreaks, place, view.Length + 1) && _beginnings[(int)lineBreaks].IsBeginning(end))
            {
                return true;
            }
        }

        return view.IsAfterBreak(place) && view.Allows(LineBreaks.AfterFour, place, view.Length + 1)
            && (_restarts[0].IsBeginning(end) || _restarts[1].IsBeginning(end) || _restarts[2].IsBeginning(end));
    }

    private void AddBlocks(Pattern pattern)
    {
        if ((1 + _restarts.Length) * _patterns.Count > _blocks.Capacity)
        {
            _blocks.Grow();
            _patterns.ForEach(AddBlocks);
            return;
        }

        for (var i = 0; i <= (pattern.LineBreaks == LineBreaks.AfterFour ? _restarts.Length : 0); i++)
        {
            if (pattern.Length - i > _blocks.Width)
            {
                _blocks.Add(_blocks.Hash(pattern.Bytes[i..]));
            }
        }
    }
}
