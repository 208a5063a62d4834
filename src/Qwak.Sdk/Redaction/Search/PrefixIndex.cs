using System.Buffers.Binary;

namespace Qwak.Redaction.Search;

/// <summary>
/// Says whether a short text is the beginning of a pattern. The patterns, from <paramref name="start"/> on, are kept in the
/// order of their bytes.
/// </summary>
/// <param name="start">How many bytes of each pattern are left out.</param>
internal sealed class PrefixIndex(int start)
{
    private const int ShortLength = 3;

    // What most comparisons need lies side by side: the first eight bytes of each pattern, as a number.
    private readonly List<ulong> _keys = [];
    private readonly List<Pattern> _sorted = [];

    // Of one to three bytes, which are asked for most, and are a beginning most often.
    private readonly HashSet<uint> _shortBeginnings = [];

    /// <summary>Whether a pattern consists of exactly these bytes.</summary>
    public bool Contains(ReadOnlySpan<byte> bytes)
    {
        var place = LowerBound(bytes);
        return place < _sorted.Count && bytes.SequenceEqual(_sorted[place].Bytes[start..]);
    }

    public void Add(Pattern pattern)
    {
        var bytes = pattern.Bytes[start..];
        var place = LowerBound(bytes);
        _keys.Insert(place, Key(bytes));
        _sorted.Insert(place, pattern);
        for (var length = 1; length <= ShortLength; length++)
        {
            _shortBeginnings.Add((uint)(Key(bytes[..length]) >> 32) | (uint)length);
        }
    }

    /// <summary>Whether a pattern is longer than the text and begins with all of it.</summary>
    public bool IsBeginning(ReadOnlySpan<byte> text)
    {
        if (text.Length <= ShortLength)
        {
            return _shortBeginnings.Contains((uint)(Key(text) >> 32) | (uint)text.Length);
        }

        var place = LowerBound(text);
        if (place < _sorted.Count && _sorted[place].Length - start == text.Length)
        {
            // The pattern that is the text itself comes before those that go on.
            place++;
        }

        return place < _sorted.Count && _sorted[place].Bytes[start..].StartsWith(text);
    }

    /// <summary>Forgets all patterns.</summary>
    public void Clear()
    {
        _keys.Clear();
        _sorted.Clear();
        _shortBeginnings.Clear();
    }

    // In the order of numbers as the bytes are in theirs.
    private static ulong Key(ReadOnlySpan<byte> bytes)
    {
        Span<byte> eightBytes = stackalloc byte[8];
        eightBytes.Clear();
        bytes[..Math.Min(8, bytes.Length)].CopyTo(eightBytes);
        return BinaryPrimitives.ReadUInt64BigEndian(eightBytes);
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
