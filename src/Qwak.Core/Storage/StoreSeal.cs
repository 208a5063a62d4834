using System.Data.Common;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Encryption.Seals;

namespace Qwak.Core.Storage;

/// <summary>
/// The seal of a store: found again at each start, and whenever a key comes in, since its own key stays in memory no longer
/// than it is needed; exchanged for another one while the service is stopped.
/// </summary>
internal sealed class StoreSeal(DataDirectory directory, StoreOptions options)
{
    /// <summary>Opens the seal of a store with a key file's content, or a passphrase, that somebody brings.</summary>
    /// <exception cref="StartupException">It is not what the store is sealed with.</exception>
    public static async Task<OpenedSeal> OpenAsync(DbConnection reader, ReadOnlyMemory<byte> brought)
    {
        if (await StoreStateTable.FindAsync(reader, StoreStateTable.SealPassphrase) is { } recorded)
        {
            var costs = PassphraseCosts.Parse(recorded);
            return new(PassphraseSeal.Derive(brought.Span, costs, "that was brought"), Costs: costs);
        }

        var seal = KeyFileSeal.Parse(brought.Span)
            ?? throw new StartupException("What was brought is not a seal's key file.", "Bring the content of the right one.");
        return new(seal, await StoreStateTable.FindAsync(reader, StoreStateTable.SealKeyFile));
    }

    /// <summary>Opens the seal of a store that is there.</summary>
    /// <exception cref="StartupException">What opens it is missing, or is not what it was.</exception>
    public async Task<OpenedSeal> OpenAsync(DbConnection reader)
    {
        if (await StoreStateTable.FindAsync(reader, StoreStateTable.SealPassphrase) is { } recorded)
        {
            var file = options.SealPassphraseFile ?? throw new StartupException(
                "The store is sealed with a passphrase.", "Name the file that holds it with --seal-passphrase-file.");
            var costs = PassphraseCosts.Parse(recorded);
            return new(PassphraseSeal.Open(file, costs), Costs: costs);
        }

        if (options.SealPassphraseFile is not null)
        {
            throw new StartupException(
                "The store is sealed with a key file, not with a passphrase.",
                "Leave --seal-passphrase-file away; 'qwak server reseal' puts the store under a passphrase.");
        }

        var (seal, path) = SealKeyFiles.Open(
            directory.Path, options.SealKeyFile, await StoreStateTable.FindAsync(reader, StoreStateTable.SealKeyFile));
        return new(seal, path);
    }

    /// <summary>Makes the seal of a new store.</summary>
    public OpenedSeal Create() =>
        OpenedSeal.ForNew(options.SealKeyFile ?? SealKeyFiles.Default(directory.Path), options.SealPassphraseFile);

    /// <summary>Keeps what is needed to find the seal again.</summary>
    public static async Task RecordAsync(DbConnection connection, OpenedSeal seal)
    {
        await StoreStateTable.SetAsync(connection, StoreStateTable.SealKeyFile, seal.KeyFile);
        await StoreStateTable.SetAsync(connection, StoreStateTable.SealPassphrase, seal.Costs?.ToString());
    }

    /// <summary>Puts the keyring under another seal, in one transaction: at every moment exactly one of the two opens the store.</summary>
    public static Task ChangeAsync(CommitQueue commits, CurrentKeyring keyring, OpenedSeal next, TimeProvider time) => commits.ChangeAsync(
        async transaction =>
        {
            await keyring.RefreshAsync(transaction.Connection);
            foreach (var stored in await KeyEncryptionKeyTable.ListAsync(transaction.Connection))
            {
                var key = keyring.Now.Find(stored.Id) ?? throw new IntegrityException();
                await KeyEncryptionKeyTable.ResealAsync(transaction.Connection, await KeyringSeal.SealAsync(next.Seal, key, stored.IsActive));
            }

            await RecordAsync(transaction.Connection, next);
            transaction.Trail.Append(new AuditEvent { Time = StoreTime.Now(time), Action = AuditActions.KeyReseal, Name = next.Seal.Id });
        },
        authorisedUnder: null);
}
