using System.Numerics;

namespace Qwak.Redaction.Search;

/// <summary>
/// Finds where in a text a pattern may be. Each pattern is entered by as many blocks of bytes as a stride is long, which begin
/// right after each other; so it is enough to look at every block of the text that is a stride after the one before,
/// wherever the pattern stands. Nearly all of them end at the <see cref="BloomFilter"/>.
/// </summary>
/// <param name="width">Bytes of a block, 1 to 8.</param>
/// <param name="stride">Bytes between the blocks of the text that are looked at.</param>
internal sealed class WindowIndex(int width, int stride)
{
    private const int None = -1;

    // A block that stands in so many patterns, or in all logs, is as bad as can be.
    private const int WorstLoad = 1000;

    private readonly BloomFilter _filter = new(width);
    private Entry[] _entries = new Entry[256];
    private int _count;

    // A hash table: the first entry of each bucket.
    private int[] _heads = [];

    /// <summary>Enters a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="from">The first offset that a block may have.</param>
    public void Add(Pattern pattern, int from)
    {
        var offset = RarestOffset(pattern.Bytes, from);
        for (var i = 0; i < stride; i++)
        {
            if (_count == _entries.Length)
            {
                Array.Resize(ref _entries, 2 * _count);
            }

            _entries[_count++] = new Entry { Pattern = pattern, Offset = offset + i, Hash = _filter.Hash(pattern.Bytes[(offset + i)..]) };
        }

        if (_count > Math.Min(_filter.Capacity, _heads.Length))
        {
            Rehash();
        }
        else
        {
            Link(_count - stride);
        }
    }

    /// <summary>Adds to <paramref name="hits"/> where patterns stand in the text.</summary>
    public void Find(TextView view, List<Hit> hits)
    {
        ref var text = ref view.First;
        var end = _count == 0 ? 0 : view.Length - width + 1;
        for (var i = _filter.NextCandidate(ref text, 0, end, stride); i < end; i = _filter.NextCandidate(ref text, i + stride, end, stride))
        {
            var hash = _filter.Hash(view.Bytes[i..]);
            for (var entry = HeadOf(hash); entry != None; entry = _entries[entry].Next)
            {
                if (_entries[entry].Hash == hash && view.TryMatch(_entries[entry].Pattern, i - _entries[entry].Offset, out var hit))
                {
                    hits.Add(hit);
                }
            }
        }
    }

    /// <summary>Forgets all patterns.</summary>
    public void Clear()
    {
        Array.Clear(_entries);
        _count = 0;
        Array.Fill(_heads, None);
    }

    // Thousands of secrets that begin with the same "postgresql://" must not be compared one by one at each "postgresql://".
    private int RarestOffset(ReadOnlySpan<byte> pattern, int from)
    {
        var (best, fewest) = (from, int.MaxValue);
        for (var offset = from; offset + stride - 1 + width <= pattern.Length && fewest > 0; offset += stride)
        {
            var load = 0;
            for (var i = offset; i < offset + stride && load < fewest; i++)
            {
                load += Load(pattern.Slice(i, width));
            }

            if (load < fewest)
            {
                (best, fewest) = (offset, load);
            }
        }

        return best;
    }

    private int Load(ReadOnlySpan<byte> block)
    {
        // Runs of one byte, such as rulers of dashes, are what logs are full of.
        if (!block.ContainsAnyExcept(block[0]))
        {
            return WorstLoad;
        }

        var (load, hash) = (0, _filter.Hash(block));
        if (_filter.MayContain(hash))
        {
            for (var entry = HeadOf(hash); entry != None && load < WorstLoad; entry = _entries[entry].Next)
            {
                load += _entries[entry].Hash == hash ? 1 : 0;
            }
        }

        return load;
    }

    private void Rehash()
    {
        while (_filter.Capacity < _count)
        {
            _filter.Grow();
        }

        _heads = new int[_filter.Capacity];
        Array.Fill(_heads, None);
        Link(0);
    }

    private void Link(int from)
    {
        for (var i = from; i < _count; i++)
        {
            _filter.Add(_entries[i].Hash);
            ref var head = ref _heads[Bucket(_entries[i].Hash)];
            _entries[i].Next = head;
            head = i;
        }
    }

    private int HeadOf(ulong hash) => _heads.Length == 0 ? None : _heads[Bucket(hash)];

    private int Bucket(ulong hash) => (int)(hash >> (64 - BitOperations.Log2((uint)_heads.Length)));

    private struct Entry
    {
        public Pattern Pattern;
        public int Offset;
        public ulong Hash;

        /// <summary>The next entry of the bucket.</summary>
        public int Next;
    }
}
