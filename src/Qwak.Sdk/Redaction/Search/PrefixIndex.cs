using System.Buffers.Binary;

namespace Qwak.Redaction.Search;

/// <summary>
/// Says whether the end of a text is the beginning of a pattern. The patterns, from <c>start</c> on, are kept in the order
/// of their bytes.
/// </summary>
internal sealed class PrefixIndex(int start)
{
    private const int BlockWidth = 4;

    private readonly List<Pattern> _sorted = [];

    // Beginnings of one to three bytes, exactly; of four bytes in the filter, before the search.
    private readonly HashSet<uint> _shortBeginnings = [];
    private readonly BloomFilter _filter = new();

    /// <summary>Whether a pattern consists of exactly these bytes.</summary>
    public bool Contains(ReadOnlySpan<byte> bytes)
    {
        var place = LowerBound(bytes);
        return place < _sorted.Count && bytes.SequenceEqual(_sorted[place].Bytes[start..]);
    }

    public void Add(Pattern pattern)
    {
        var bytes = pattern.Bytes[start..];
        _sorted.Insert(LowerBound(bytes), pattern);
        AddBeginnings(bytes);
        if (_sorted.Count > _filter.Capacity)
        {
            _filter.Grow();
            _sorted.ForEach(sorted => AddBeginnings(sorted.Bytes[start..]));
        }
    }

    /// <summary>Whether a pattern is longer than the text and begins with all of it.</summary>
    public bool IsBeginning(ReadOnlySpan<byte> text)
    {
        if (text.Length < BlockWidth)
        {
            return _shortBeginnings.Contains(ShortKey(text));
        }

        if (!_filter.MayContain(BloomFilter.Hash(BinaryPrimitives.ReadUInt32LittleEndian(text))))
        {
            return false;
        }

        for (var i = LowerBound(text); i < _sorted.Count && _sorted[i].Bytes[start..].StartsWith(text); i++)
        {
            if (_sorted[i].Length - start > text.Length)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Forgets all patterns.</summary>
    public void Clear()
    {
        _sorted.Clear();
        _shortBeginnings.Clear();
    }

    private static uint ShortKey(ReadOnlySpan<byte> text)
    {
        var key = (uint)text.Length;
        foreach (var b in text)
        {
            key = (key << 8) | b;
        }

        return key;
    }

    private void AddBeginnings(ReadOnlySpan<byte> bytes)
    {
        for (var length = 1; length < BlockWidth; length++)
        {
            _shortBeginnings.Add(ShortKey(bytes[..length]));
        }

        if (bytes.Length >= BlockWidth)
        {
            _filter.Add(BloomFilter.Hash(BinaryPrimitives.ReadUInt32LittleEndian(bytes)));
        }
    }

    private int LowerBound(ReadOnlySpan<byte> bytes)
    {
        var (low, high) = (0, _sorted.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_sorted[middle].Bytes[start..].SequenceCompareTo(bytes) < 0)
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
