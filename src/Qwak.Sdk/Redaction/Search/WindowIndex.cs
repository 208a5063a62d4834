using System.Buffers.Binary;
using System.Numerics;

namespace Qwak.Redaction.Search;

/// <summary>
/// Finds where in a text a pattern may be. Each pattern is entered by <see cref="Stride"/> blocks of bytes that follow each
/// other at every offset; so it is enough to look at every <see cref="Stride"/>-th block of the text, wherever in it the
/// pattern stands. Nearly all blocks end at the <see cref="BloomFilter"/>.
/// </summary>
internal sealed class WindowIndex
{
    private const int NoEntry = -1;

    private readonly ulong _mask;
    private readonly List<Entry> _entries = [];
    private int[] _heads = [];
    private int _shift;

    /// <param name="width">Bytes of a block, 1 to 8.</param>
    /// <param name="stride">A power of two.</param>
    public WindowIndex(int width, int stride)
    {
        Width = width;
        Stride = stride;
        _mask = width == 8 ? ulong.MaxValue : (1UL << (8 * width)) - 1;
        Rehash();
    }

    public int Width { get; }

    public int Stride { get; }

    public bool IsEmpty => _entries.Count == 0;

    public BloomFilter Filter { get; } = new();

    /// <summary>The hash of the block at the start of eight readable bytes.</summary>
    public ulong HashOf(ulong eightBytes) => BloomFilter.Hash(eightBytes & _mask);

    /// <summary>Enters a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="from">The first offset that a block may have.</param>
    public void Add(Pattern pattern, int from)
    {
        var offset = RarestOffset(pattern.Bytes, from);
        for (var i = 0; i < Stride; i++)
        {
            var hash = BlockHash(pattern.Bytes, offset + i);
            _entries.Add(new Entry(pattern, offset + i, hash, NoEntry));
            if (_entries.Count > Filter.Capacity)
            {
                Filter.Grow();
                Rehash();
            }
            else
            {
                Link(_entries.Count - 1);
            }
        }
    }

    /// <summary>The entry whose block hashes to <paramref name="hash"/>, or the next such after <paramref name="previous"/>.</summary>
    public bool TryNext(ulong hash, ref int previous, out Pattern pattern, out int offset)
    {
        for (var i = previous < 0 ? _heads[hash >> _shift] : _entries[previous].Next; i != NoEntry; i = _entries[i].Next)
        {
            if (_entries[i].Hash == hash)
            {
                (pattern, offset, previous) = (_entries[i].Pattern, _entries[i].Offset, i);
                return true;
            }
        }

        (pattern, offset) = (null!, 0);
        return false;
    }

    /// <summary>Forgets all patterns.</summary>
    public void Clear()
    {
        _entries.Clear();
        Rehash();
    }

    private ulong BlockHash(ReadOnlySpan<byte> pattern, int offset)
    {
        Span<byte> eightBytes = stackalloc byte[8];
        eightBytes.Clear();
        pattern.Slice(offset, Width).CopyTo(eightBytes);
        return HashOf(BinaryPrimitives.ReadUInt64LittleEndian(eightBytes));
    }

    // Thousands of secrets that begin with the same "postgresql://" must not be compared one by one at each "postgresql://".
    private int RarestOffset(ReadOnlySpan<byte> pattern, int from)
    {
        var (best, fewest) = (from, int.MaxValue);
        for (var offset = from; offset + Stride - 1 + Width <= pattern.Length && fewest > 0; offset += Stride)
        {
            var load = 0;
            for (var i = offset; i < offset + Stride; i++)
            {
                load += Load(pattern, i);
            }

            if (load < fewest)
            {
                (best, fewest) = (offset, load);
            }
        }

        return best;
    }

    private int Load(ReadOnlySpan<byte> pattern, int offset)
    {
        // Runs of one byte, such as rulers of dashes, are what logs are full of.
        if (!pattern.Slice(offset, Width).ContainsAnyExcept(pattern[offset]))
        {
            return 1000;
        }

        var (load, previous, hash) = (0, -1, BlockHash(pattern, offset));
        while (load < 1000 && TryNext(hash, ref previous, out _, out _))
        {
            load++;
        }

        return load;
    }

    private void Rehash()
    {
        var log2 = BitOperations.Log2((uint)Filter.Capacity);
        _heads = new int[1 << log2];
        _shift = 64 - log2;
        Array.Fill(_heads, NoEntry);
        for (var i = 0; i < _entries.Count; i++)
        {
            Link(i);
        }
    }

    private void Link(int index)
    {
        var entry = _entries[index];
        Filter.Add(entry.Hash);
        ref var head = ref _heads[entry.Hash >> _shift];
        _entries[index] = new Entry(entry.Pattern, entry.Offset, entry.Hash, head);
        head = index;
    }

    private readonly struct Entry(Pattern pattern, int offset, ulong hash, int next)
    {
        public Pattern Pattern => pattern;

        public int Offset => offset;

        public ulong Hash => hash;

        /// <summary>The next entry in the same place of the table.</summary>
        public int Next => next;
    }
}
