using System.Security.Cryptography;

namespace Qwak.Core.Encryption.Seals;

/// <summary>What seals whose key is in this process have in common: 256 bits, and what is done with them.</summary>
internal sealed class SealKey : IDisposable
{
    private readonly byte[] _key;

    /// <param name="key">32 bytes, which are this object's from now on.</param>
    public SealKey(byte[] key)
    {
        _key = key;

        // A keyed hash of a constant: equal for equal keys, and of no use for finding the key.
        Id = Convert.ToHexStringLower(HMACSHA256.HashData(key, "qwak/seal-id"u8).AsSpan(0, 16));
    }

    public string Id { get; }

    /// <summary>Room for a key that the collector leaves where it is, so that no copy is left behind.</summary>
    public static byte[] Allocate() => GC.AllocateUninitializedArray<byte>(SealedBox.KeySize, pinned: true);

    public byte[] Protect(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> associatedData) => SealedBox.Seal(_key, key.Span, associatedData.Span);

    /// <exception cref="IntegrityException">It was not protected by this key, or was altered.</exception>
    public byte[] Unprotect(ReadOnlyMemory<byte> sealedKey, ReadOnlyMemory<byte> associatedData)
    {
        var key = new byte[SealedBox.PlaintextLength(sealedKey.Span)];
        SealedBox.Open(_key, sealedKey.Span, associatedData.Span, key);
        return key;
    }

    /// <summary>Erases the key from memory.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_key);
}
