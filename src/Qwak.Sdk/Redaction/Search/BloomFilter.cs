using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Qwak.Redaction.Search;

/// <summary>
/// Says of a block of bytes, packed into an integer, that it is certainly not among those added, or that it may be. Both
/// bits of a block lie in one word, so that a question costs one read of memory; 16 bits and more for each block.
/// </summary>
internal sealed class BloomFilter
{
    private const int BitsPerBlock = 16;
    private const int SmallestLog2Words = 8;

    private ulong[] _words = new ulong[1 << SmallestLog2Words];
    private int _shift = 64 - SmallestLog2Words;

    /// <summary>How many blocks fit in. Beyond that it still never says no wrongly, but says "may be" too often.</summary>
    public int Capacity => _words.Length * (64 / BitsPerBlock);

    /// <summary>Spreads a block over 64 bits; the upper ones depend on all of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(ulong block) => block * 0x9E3779B97F4A7C15;

    public void Add(ulong hash) => _words[hash >> _shift] |= (1UL << (int)(hash >> 32)) | (1UL << (int)(hash >> 38));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayContain(ulong hash)
    {
        // Unchecked on purpose, this is the innermost loop: the shift leaves as many bits as the array has words.
        var word = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_words), (nint)(hash >> _shift));
        return ((word >> (int)(hash >> 32)) & (word >> (int)(hash >> 38)) & 1) != 0;
    }

    /// <summary>Empties the filter and makes it twice as large: its owner adds everything again.</summary>
    public void Grow()
    {
        _words = new ulong[_words.Length * 2];
        _shift--;
    }
}
