using System.Diagnostics;

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

    private readonly LockedBytes _bytes;

    /// <param name="id">Its id.</param>
    /// <param name="bytes">256 bits, which are this object's from now on.</param>
    public KeyEncryptionKey(string id, LockedBytes bytes) => (Id, _bytes) = (id, bytes);

    public string Id { get; }

    public ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>The same, for a seal.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.Memory;

    public static KeyEncryptionKey New() => new(RandomId.New(), LockedBytes.Random(SealedBox.KeySize));

    public override string ToString() => $"KEK {Id}";

    /// <summary>Erases the key from memory.</summary>
    public void Dispose() => _bytes.Dispose();
}
