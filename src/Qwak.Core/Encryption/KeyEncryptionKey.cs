using System.Diagnostics;
using System.Security.Cryptography;

namespace Qwak.Core.Encryption;

/// <summary>A key that encrypts data-encryption keys: 256 random bits that never leave the process unsealed.</summary>
[DebuggerDisplay("KEK {Id}")]
internal sealed class KeyEncryptionKey : IDisposable
{
    /// <summary>
    /// Most encryptions under one key with random 96-bit nonces (NIST SP 800-38D, 8.3); counted in the store, and
    /// refused beyond.
    /// </summary>
    public const long MaximumUses = 1L << 32;

    private readonly byte[] _bytes;

    public KeyEncryptionKey(string id, ReadOnlySpan<byte> bytes)
    {
        Id = id;
        _bytes = GC.AllocateUninitializedArray<byte>(SealedBox.KeySize, pinned: true);
        bytes.CopyTo(_bytes);
    }

    public string Id { get; }

    public ReadOnlySpan<byte> Bytes => _bytes;

    public static KeyEncryptionKey New()
    {
        Span<byte> bytes = stackalloc byte[SealedBox.KeySize];
        RandomNumberGenerator.Fill(bytes);
        var key = new KeyEncryptionKey(RandomId.New(), bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }

    public override string ToString() => $"KEK {Id}";

    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);
}
