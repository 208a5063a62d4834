using Qwak.Core.Encryption;
using Qwak.Core.Storage;

namespace Qwak.Core.Secrets;

/// <summary>Secrets' rows read with a check of their MAC, and written with a new one.</summary>
internal sealed class SecretRows(Database database, RowMacs macs)
{
    /// <summary>Reads a secret with a version's ciphertext, the current one's by default.</summary>
    /// <exception cref="IntegrityException">The row was altered, or is older than its last event.</exception>
    public async Task<StoredSecret?> FindAsync(SecretTarget target, int? version)
    {
        var stored = await database.ReadPreparedAsync(reader =>
            StoredSecretTable.FindAsync(reader, target.Environment.Id, target.Name.Text, version));
        return stored?.Checked(macs);
    }

    /// <summary>The same inside a change, with the current version's ciphertext.</summary>
    /// <exception cref="IntegrityException">The row was altered, or is older than its last event.</exception>
    public async Task<StoredSecret?> FindAsync(StoreTransaction transaction, SecretTarget target) =>
        (await FindUncheckedAsync(transaction, target))?.Checked(macs);

    /// <summary>The same unchecked, for a set: a damaged row must not keep its owner from setting a good value.</summary>
    public static ValueTask<StoredSecret?> FindUncheckedAsync(StoreTransaction transaction, SecretTarget target) =>
        StoredSecretTable.FindAsync(transaction.Store, target.Environment.Id, target.Name.Text, version: null);

    /// <summary>Whether a row is as its last event left it.</summary>
    public bool IsGood(StoredSecret stored)
    {
        try
        {
            stored.Checked(macs);
            return true;
        }
        catch (IntegrityException)
        {
            return false;
        }
    }

    public Task InsertAsync(StoreTransaction transaction, Secret secret) =>
        SecretTable.InsertAsync(transaction.Connection, secret, macs.Of(secret.Fields()));

    /// <param name="transaction">The change.</param>
    /// <param name="secret">The new state.</param>
    /// <param name="previousRevision">Revision of the row that the change started from.</param>
    /// <exception cref="StoreUnavailableException">Another process has changed the row meanwhile; nothing of this change happens.</exception>
    public async Task UpdateAsync(StoreTransaction transaction, Secret secret, long previousRevision)
    {
        if (!await SecretTable.UpdateAsync(transaction.Connection, secret, previousRevision, macs.Of(secret.Fields())))
        {
            throw new StoreUnavailableException("Another process has just changed the secret; try again.");
        }
    }
}
