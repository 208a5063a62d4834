using System.Security.Cryptography;
using Qwak.Core.Encryption.Seals;
using Qwak.Core.Storage;

namespace Qwak.Core.Encryption;

/// <summary>
/// Puts the keyring under another seal. All that may take long or fail is done first: each key is protected by the new seal, and
/// opened by it again. Then one transaction exchanges them: at every moment exactly one of the two seals opens the store.
/// </summary>
internal sealed class KeyringMove : IDisposable
{
    private readonly OpenedSeal _next;
    private readonly IReadOnlyList<SealedKey> _keys;

    private KeyringMove(OpenedSeal next, IReadOnlyList<SealedKey> keys) => (_next, _keys) = (next, keys);

    public string SealId => _next.Seal.Id;

    /// <param name="keyring">The keyring.</param>
    /// <param name="stored">The keys of it that are stored.</param>
    /// <param name="next">The new seal; the move's to dispose.</param>
    /// <exception cref="StartupException">The new seal does not take the keys, or does not give them back.</exception>
    public static async Task<KeyringMove> PrepareAsync(Keyring keyring, IReadOnlyList<SealedKey> stored, OpenedSeal next)
    {
        try
        {
            var keys = new List<SealedKey>();
            foreach (var id in stored.Select(key => key.Id))
            {
                var key = keyring.Find(id) ?? throw new StoreUnavailableException("A key was made meanwhile. Try again.");
                var protectedKey = await KeyringSeal.SealAsync(next.Seal, key, isActive: key == keyring.Active);
                using var opened = await KeyringSeal.OpenAsync(next.Seal, protectedKey);
                keys.Add(CryptographicOperations.FixedTimeEquals(opened.Bytes, key.Bytes)
                    ? protectedKey
                    : throw new StartupException("The new seal gives back another key than it was given.", "Nothing was changed. Do not use it."));
            }

            return new KeyringMove(next, keys);
        }
        catch
        {
            next.Dispose();
            throw;
        }
    }

    /// <exception cref="StoreUnavailableException">A key was made since it was prepared.</exception>
    public async Task RunAsync(StoreTransaction transaction)
    {
        // A rotation at the same time waits, or is waited for.
        await transaction.RaiseChangeCounterAsync();
        foreach (var stored in await KeyEncryptionKeyTable.ListAsync(transaction.Connection))
        {
            var key = _keys.FirstOrDefault(key => key.Id == stored.Id)
                ?? throw new StoreUnavailableException("A key was made meanwhile. Try again.");
            await KeyEncryptionKeyTable.ResealAsync(transaction.Connection, key);
        }

        await StoredSeal.RecordAsync(transaction.Connection, _next);
    }

    public void Dispose() => _next.Dispose();
}
