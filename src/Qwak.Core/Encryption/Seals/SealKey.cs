using System.Security.Cryptography;

namespace Qwak.Core.Encryption.Seals;

/// <summary>What seals whose key is in this process have in common: 256 bits, and what is done with them.</summary>
internal sealed class SealKey : IDisposable
{
    private readonly LockedBytes _key;

    /// <param name="key">32 bytes, which are this object's from now on.</param>
    public SealKey(LockedBytes key)
    {
        _key = key;

        // A keyed hash of a constant: equal for equal keys, and of no use for finding the key.
        Id = Convert.ToHexStringLower(HMACSHA256.HashData(key.Span, "qwak/seal-id"u8).AsSpan(0, 16));
    }

    public string Id { get; }

    public byte[] Protect(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> associatedData) => SealedBox.Seal(_key.Span, key.Span, associatedData.Span);

    /// <exception cref="IntegrityException">It was not protected by this key, or was altered.</exception>
    public LockedBytes Unprotect(ReadOnlyMemory<byte> sealedKey, ReadOnlyMemory<byte> associatedData) =>
        SealedBox.OpenLocked(_key.Span, sealedKey.Span, associatedData.Span);

    /// <summary>Erases the key from memory.</summary>
    public void Dispose() => _key.Dispose();
}
