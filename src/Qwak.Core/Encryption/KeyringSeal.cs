using System.Security.Cryptography;
using Qwak.Core.Encryption.Seals;

namespace Qwak.Core.Encryption;

/// <summary>Seals and unseals the keyring.</summary>
internal static class KeyringSeal
{
    public static async Task<SealedKey> SealAsync(ISeal seal, KeyEncryptionKey key, bool isActive)
    {
        var bytes = key.Bytes.ToArray();
        var sealedBytes = await seal.ProtectAsync(bytes, AssociatedData.ForKeyEncryptionKey(key.Id, seal.Id), CancellationToken.None);
        CryptographicOperations.ZeroMemory(bytes);
        return new SealedKey(key.Id, seal.Id, sealedBytes, isActive);
    }

    /// <exception cref="StartupException">The seal is not the one that the keyring was sealed with, or the keyring was altered.</exception>
    public static async Task<Keyring> UnsealAsync(ISeal seal, IReadOnlyList<SealedKey> sealedKeys)
    {
        if (sealedKeys.FirstOrDefault(key => key.SealId != seal.Id) is { } other)
        {
            throw new StartupException(
                $"The seal's key is not the one that this store is sealed with (found seal {seal.Id}, needed {other.SealId}).",
                "Name the right key file with --seal-key-file.");
        }

        var keys = new List<KeyEncryptionKey>();
        foreach (var sealedKey in sealedKeys)
        {
            keys.Add(await UnsealAsync(seal, sealedKey));
        }

        return sealedKeys.Where(key => key.IsActive).ToList() is [var active]
            ? new Keyring(keys.First(key => key.Id == active.Id), keys)
            : throw new StartupException("Not exactly one key of the keyring is active.", "Restore the data directory from a backup.");
    }

    private static async Task<KeyEncryptionKey> UnsealAsync(ISeal seal, SealedKey sealedKey)
    {
        try
        {
            var bytes = await seal.UnprotectAsync(
                sealedKey.Bytes, AssociatedData.ForKeyEncryptionKey(sealedKey.Id, seal.Id), CancellationToken.None);
            var key = new KeyEncryptionKey(sealedKey.Id, bytes);
            CryptographicOperations.ZeroMemory(bytes);
            return key;
        }
        catch (IntegrityException e)
        {
            throw new StartupException(
                $"Key {sealedKey.Id} of the keyring was altered or damaged.", "Restore the data directory from a backup.", e);
        }
    }
}
