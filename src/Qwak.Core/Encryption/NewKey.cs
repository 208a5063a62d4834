using Qwak.Core.Encryption.Seals;
using Qwak.Core.Storage;

namespace Qwak.Core.Encryption;

/// <summary>A key that is to be the active one, under the seal. The keyring in memory follows with its first use.</summary>
internal sealed class NewKey
{
    private readonly SealedKey _key;

    private NewKey(SealedKey key) => _key = key;

    public string Id => _key.Id;

    /// <param name="seal">The seal of the store.</param>
    /// <param name="stored">The keyring as it is stored.</param>
    /// <exception cref="StartupException">The seal does not open the active key, or does not take another one.</exception>
    public static async Task<NewKey> MakeAsync(ISeal seal, IReadOnlyList<SealedKey> stored)
    {
        // A key under a seal that opens none of the others would be noticed at the next start, when it is too late.
        (await KeyringSeal.OpenAsync(seal, stored.First(key => key.IsActive))).Dispose();
        using var key = KeyEncryptionKey.New();
        return new NewKey(await KeyringSeal.SealAsync(seal, key, isActive: true));
    }

    /// <exception cref="StoreUnavailableException">The store was put under another seal since it was made.</exception>
    public async Task AddAsync(StoreTransaction transaction, DateTimeOffset now)
    {
        if (await KeyEncryptionKeyTable.SealIdAsync(transaction.Connection) != _key.SealId)
        {
            throw new StoreUnavailableException("The store was put under another seal meanwhile. Try again.");
        }

        await KeyEncryptionKeyTable.RotateAsync(transaction.Connection, _key, now);
    }
}
