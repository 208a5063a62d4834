using System.Security.Cryptography;

namespace Qwak.Redaction.Search;

/// <summary>Keeps plaintext: pinned, so that the garbage collector leaves no copies behind, and zeroed at the end.</summary>
internal sealed class PinnedMemory : IDisposable
{
    private const int SlabSize = 16 * 1024;

    private readonly List<byte[]> _slabs = [];
    private int _used;

    public ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> bytes)
    {
        if (_slabs.Count == 0 || _slabs[^1].Length - _used < bytes.Length)
        {
            _slabs.Add(GC.AllocateArray<byte>(Math.Max(SlabSize, bytes.Length), pinned: true));
            _used = 0;
        }

        var kept = _slabs[^1].AsMemory(_used, bytes.Length);
        bytes.CopyTo(kept.Span);
        _used += bytes.Length;
        return kept;
    }

    public void Dispose()
    {
        foreach (var slab in _slabs)
        {
            CryptographicOperations.ZeroMemory(slab);
        }

        _slabs.Clear();
    }
}
