using System.Buffers.Binary;

namespace Qwak.Redaction.Search;

/// <summary>
/// Says where the end of a text is the beginning of a pattern. The patterns, from <paramref name="start"/> on, are kept in the
/// order of their bytes.
/// </summary>
/// <param name="lineBreaks">Where line breaks may stand in these patterns.</param>
/// <param name="start">How many bytes of each pattern are left out.</param>
internal sealed class PrefixIndex(LineBreaks lineBreaks, int start = 0)
{
    private const int ShortLength = 3;

    // What most comparisons need lies side by side: the first eight bytes of each pattern, as a number.
    private readonly List<ulong> _keys = [];
    private readonly List<Pattern> _sorted = [];

    // Of one to three bytes, which are asked for most, and are a beginning most often.
    private readonly HashSet<uint> _shortBeginnings = [];

    // Nearly all longer texts end at these.
    private readonly BloomFilter _halves = new(width: 4);
    private readonly BloomFilter _blocks = new(width: 8);
    private int _longest;

    /// <summary>Whether a pattern consists of exactly these bytes.</summary>
    public bool Contains(ReadOnlySpan<byte> bytes)
    {
        var place = LowerBound(bytes);
        return place < _sorted.Count && bytes.SequenceEqual(_sorted[place].Bytes[start..]);
    }

    /// <summary>Adds a pattern; it is not there yet.</summary>
    public void Add(Pattern pattern)
    {
        var bytes = pattern.Bytes[start..];
        var place = LowerBound(bytes);
        _keys.Insert(place, Key(bytes));
        _sorted.Insert(place, pattern);
        _longest = Math.Max(_longest, bytes.Length);
        if (_sorted.Count <= _blocks.Capacity)
        {
            AddBeginnings(bytes);
            return;
        }

        _halves.Grow();
        _blocks.Grow();
        foreach (var sorted in _sorted)
        {
            AddBeginnings(sorted.Bytes[start..]);
        }
    }

    /// <summary>The first place, <paramref name="from"/> or after, from which on the text is the beginning of a pattern; else its length.</summary>
    public int FirstBeginning(TextView view, int from)
    {
        // Only patterns of more than a block can begin with one.
        var blocksEnd = view.Length - _blocks.Width + 1;
        var i = Math.Max(from, view.Length - _longest + 1);
        if (lineBreaks == LineBreaks.Nowhere)
        {
            i = Math.Max(i, view.LastBreak);
        }

        for (i = Next(i); i < blocksEnd; i = Next(i + 1))
        {
            if (IsBeginning(view, i))
            {
                return i;
            }
        }

        while (i < view.Length && !IsBeginning(view, i))
        {
            i++;
        }

        return i;

        int Next(int next) => _blocks.NextCandidate(ref view.First, next, blocksEnd, step: 1);
    }

    /// <summary>Whether the text from a place on is the beginning of a pattern.</summary>
    public bool IsBeginning(TextView view, int place)
    {
        var text = view.Bytes[place..];
        return text.Length < _longest && MayBeBeginning(text) && view.Allows(lineBreaks, place, view.Length + 1)
            && (text.Length <= ShortLength || Find(text));
    }

    /// <summary>Forgets all patterns.</summary>
    public void Clear()
    {
        _keys.Clear();
        _sorted.Clear();
        _shortBeginnings.Clear();
    }

    private static uint ShortKey(ReadOnlySpan<byte> bytes) => (uint)(Key(bytes) >> 32) | (uint)bytes.Length;

    // In the order of numbers as the bytes are in theirs.
    private static ulong Key(ReadOnlySpan<byte> bytes)
    {
        Span<byte> eightBytes = stackalloc byte[8];
        eightBytes.Clear();
        bytes[..Math.Min(8, bytes.Length)].CopyTo(eightBytes);
        return BinaryPrimitives.ReadUInt64BigEndian(eightBytes);
    }

    private void AddBeginnings(ReadOnlySpan<byte> bytes)
    {
        for (var length = 1; length <= ShortLength; length++)
        {
            _shortBeginnings.Add(ShortKey(bytes[..length]));
        }

        if (bytes.Length > _halves.Width)
        {
            _halves.Add(_halves.Hash(bytes));
        }

        if (bytes.Length > _blocks.Width)
        {
            _blocks.Add(_blocks.Hash(bytes));
        }
    }

    private bool MayBeBeginning(ReadOnlySpan<byte> text) =>
        text.Length <= ShortLength ? _shortBeginnings.Contains(ShortKey(text))
        : text.Length < _blocks.Width ? _halves.MayContain(_halves.Hash(text))
        : _blocks.MayContain(_blocks.Hash(text));

    private bool Find(ReadOnlySpan<byte> text)
    {
        var place = LowerBound(text);
        // Patterns that are the text itself come before those that go on.
        while (place < _sorted.Count && _sorted[place].Length - start == text.Length && _sorted[place].Bytes[start..].SequenceEqual(text))
        {
            place++;
        }

        return place < _sorted.Count && _sorted[place].Bytes[start..].StartsWith(text);
    }

    private int LowerBound(ReadOnlySpan<byte> bytes)
    {
        var key = Key(bytes);
        var (low, high) = (0, _keys.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_keys[middle] < key || (_keys[middle] == key && _sorted[middle].Bytes[start..].SequenceCompareTo(bytes) < 0))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
