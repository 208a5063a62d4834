using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Qwak.Redaction.Search;

/// <summary>
/// Says of a block of bytes that it is certainly not among those added, or that it may be. The bits of a block lie in one word,
/// so that a question costs one read of memory: three of them set, of 32 and more that there are for each block.
/// </summary>
/// <param name="width">Bytes of a block, 1 to 8.</param>
internal sealed class BloomFilter(int width)
{
    private const int BitsPerBlock = 32;
    private const int SmallestLog2Words = 8;

    private readonly ulong _mask = ulong.MaxValue >> (64 - (8 * width));
    private ulong[] _words = new ulong[1 << SmallestLog2Words];
    private int _shift = 64 - SmallestLog2Words;

    public int Width => width;

    /// <summary>How many blocks fit in. Beyond that it still never says no wrongly, but says "may be" too often.</summary>
    public int Capacity => _words.Length * (64 / BitsPerBlock);

    /// <summary>Spreads the block at the beginning of some bytes over 64 bits. The upper ones depend on all of it.</summary>
    public ulong Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> eightBytes = stackalloc byte[8];
        eightBytes.Clear();
        bytes[..width].CopyTo(eightBytes);
        return Hash(MemoryMarshal.Read<ulong>(eightBytes), _mask);
    }

    public void Add(ulong hash) => _words[hash >> _shift] |= (1UL << (int)(hash >> 26)) | (1UL << (int)(hash >> 32)) | (1UL << (int)(hash >> 38));

    public bool MayContain(ulong hash) => MayContain(ref MemoryMarshal.GetArrayDataReference(_words), _shift, hash);

    /// <summary>The next place in a text, <paramref name="from"/> or some steps on, whose block may be among those added.</summary>
    /// <returns>The place, <paramref name="end"/> or beyond when there is none.</returns>
    /// <remarks>Eight bytes are read at each place, also where the block is shorter: the text is padded.</remarks>
    public int NextCandidate(ref byte text, int from, int end, int step)
    {
        // The innermost loop of all. Nothing in it is checked: the shift leaves as many bits as the array has words.
        var (shift, mask) = (_shift, _mask);
        ref var words = ref MemoryMarshal.GetArrayDataReference(_words);
        nint i = from;
        while (i < end && !MayContain(ref words, shift, Hash(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, i)), mask)))
        {
            i += step;
        }

        return (int)i;
    }

    /// <summary>Empties the filter and makes it twice as large: its owner adds everything again.</summary>
    public void Grow()
    {
        _words = new ulong[_words.Length * 2];
        _shift--;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Hash(ulong eightBytes, ulong mask) => (eightBytes & mask) * 0x9E3779B97F4A7C15;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool MayContain(ref ulong words, int shift, ulong hash)
    {
        var word = Unsafe.Add(ref words, (nint)(hash >> shift));
        return ((word >> (int)(hash >> 26)) & (word >> (int)(hash >> 32)) & (word >> (int)(hash >> 38)) & 1) != 0;
    }
}
