namespace Qwak.Core.Encryption.Seals;

/// <summary>
/// Protects the keyring from outside the store: who has the store but not the seal can decrypt nothing. A key file,
/// a passphrase, an HSM, a KMS.
/// </summary>
internal interface ISeal : IDisposable
{
    /// <summary>What it is, in a word for people.</summary>
    string Kind { get; }

    /// <summary>Tells seals apart, without telling anything of their key; stored beside what the seal protects.</summary>
    string Id { get; }

    /// <summary>Encrypts a key-encryption key.</summary>
    /// <exception cref="StartupException">What keeps the seal's key does not do it: it is away, or refuses.</exception>
    ValueTask<byte[]> ProtectAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> associatedData, CancellationToken cancellationToken);

    /// <summary>Decrypts a key-encryption key.</summary>
    /// <exception cref="IntegrityException">It was not protected by this seal, or was altered.</exception>
    /// <exception cref="StartupException">What keeps the seal's key does not do it: it is away, or refuses.</exception>
    ValueTask<LockedBytes> UnprotectAsync(ReadOnlyMemory<byte> sealedKey, ReadOnlyMemory<byte> associatedData, CancellationToken cancellationToken);
}
