using Qwak.Core.Encryption.Seals;

namespace Qwak.Core.Encryption;

/// <summary>Seals and unseals the keyring.</summary>
internal static class KeyringSeal
{
    public static async Task<SealedKey> SealAsync(ISeal seal, KeyEncryptionKey key, bool isActive)
    {
        var sealedBytes = await seal.ProtectAsync(key.Memory, AssociatedData.ForKeyEncryptionKey(key.Id, seal.Id), CancellationToken.None);
        return new SealedKey(key.Id, seal.Id, sealedBytes, isActive);
    }

    /// <exception cref="StartupException">The seal is not the one that the keyring was sealed with, or the keyring was altered.</exception>
    public static async Task<Keyring> UnsealAsync(ISeal seal, IReadOnlyList<SealedKey> sealedKeys)
    {
        if (sealedKeys.FirstOrDefault(key => key.SealId != seal.Id) is { } other)
        {
            throw NotTheOne(seal, other.SealId);
        }

        return await UnsealAsync(seal, sealedKeys, known: []);
    }

    /// <summary>The keyring as it is stored now.</summary>
    /// <param name="seal">The seal.</param>
    /// <param name="sealedKeys">What is stored.</param>
    /// <param name="known">Keys that are unsealed already; they are in the keyring, too.</param>
    /// <exception cref="StartupException">A new key is under another seal, or was altered.</exception>
    public static async Task<Keyring> UnsealAsync(ISeal seal, IReadOnlyList<SealedKey> sealedKeys, List<KeyEncryptionKey> known)
    {
        foreach (var sealedKey in sealedKeys.Where(key => known.TrueForAll(other => other.Id != key.Id)).ToList())
        {
            known.Add(await OpenAsync(seal, sealedKey));
        }

        return sealedKeys.Where(key => key.IsActive).ToList() is [var active]
            ? new Keyring(known.First(key => key.Id == active.Id), known)
            : throw NoActiveKey();
    }

    public static StartupException NoActiveKey() => new("Not exactly one key of the keyring is active.", "Restore the data directory from a backup.");

    public static StartupException NotTheOne(ISeal seal, string needed) => new(
        $"The seal's key is not the one that this store is sealed with (found seal {seal.Id}, needed {needed}).",
        "Name the right key file with --seal-key-file, or give the passphrase or the key that it was sealed with.");

    /// <summary>Opens one key.</summary>
    /// <exception cref="StartupException">It is under another seal, or was altered.</exception>
    public static async Task<KeyEncryptionKey> OpenAsync(ISeal seal, SealedKey sealedKey)
    {
        if (sealedKey.SealId != seal.Id)
        {
            throw new StartupException($"A key is under another seal ({sealedKey.SealId}).", "Restart this process with the new seal.");
        }

        try
        {
            return new KeyEncryptionKey(sealedKey.Id, await seal.UnprotectAsync(
                sealedKey.Bytes, AssociatedData.ForKeyEncryptionKey(sealedKey.Id, seal.Id), CancellationToken.None));
        }
        catch (IntegrityException e)
        {
            throw new StartupException(
                $"Key {sealedKey.Id} of the keyring was altered or damaged.",
                seal.Kind is KeyFileSeal.Word or PassphraseSeal.Word
                    ? "Restore the data directory from a backup."
                    : "Restore the data directory from a backup, unless the seal was made anew under the same name: then bring back the old one.", e);
        }
    }
}
