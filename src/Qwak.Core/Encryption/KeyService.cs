using System.Data.Common;
using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Core.Encryption;

/// <summary>
/// The keyring as administrators see it. A rotation makes a new active key, and older ones go on decrypting; a rewrap puts
/// what is under them under the active one, and destroys those that nothing is under any more. Values are not encrypted anew.
/// </summary>
internal sealed class KeyService(
    OperationPath path, Database database, CurrentKeyring keyring, StoreSeal seal, EncryptionOptions options, CommitQueue commits, TimeProvider time)
{
    /// <summary>Most versions of one step of a rewrap: a few milliseconds in which no other change commits.</summary>
    private const int StepSize = 250;

    /// <summary>How often the active key had encrypted when it was last looked at: each second.</summary>
    public long ActiveUses { get; private set; }

    public long MaximumUses => options.MaximumKeyUses;

    public Task<Result<KeyringProperties>> StatusAsync(RequestContext context) =>
        path.ReadAsync<KeyringProperties>(context, AuditActions.KeyList, async caller => caller.RequireAdmin() is { } refusal
            ? refusal
            : await database.ReadAsync(async connection => await StatusAsync(connection)));

    public Task<Result<KeyringProperties>> RotateAsync(RequestContext context) =>
        path.ChangeAsync<KeyringProperties, NewKey>(
            context,
            AuditActions.KeyRotate,
            async caller => caller.RequireAdmin() is { } refusal ? refusal : await NewKeyAsync(),
            async (key, transaction) =>
            {
                await OneAtATimeAsync(transaction);
                await key.AddAsync(transaction, time.GetUtcNow());
                return new(await StatusAsync(transaction.Connection), new Subject(Name: key.Id));
            });

    /// <summary>Puts the keyring under the next seal, as the operator has named it on the service's machine. It may be repeated.</summary>
    public Task<Result<KeyringProperties>> ResealAsync(RequestContext context) =>
        path.ChangeAsync<KeyringProperties, KeyringMove>(
            context,
            AuditActions.KeyReseal,
            async caller => caller.RequireAdmin() is { } refusal ? refusal : await PrepareMoveAsync(),
            async (move, transaction) =>
            {
                await move.RunAsync(transaction);
                return new(await StatusAsync(transaction.Connection), new Subject(Name: move.SealId));
            });

    /// <summary>One step of a rewrap. Steps may be repeated, and broken off anywhere.</summary>
    /// <param name="context">Who asks.</param>
    /// <param name="after">Where the step before ended; null to begin.</param>
    public Task<Result<RewrapStep>> RewrapAsync(RequestContext context, string? after) =>
        path.ChangeAsync<RewrapStep>(context, AuditActions.KeyRewrap, async (caller, transaction) =>
        {
            if (caller.RequireAdmin() is { } refusal)
            {
                return refusal;
            }

            if (!RewrapPosition.TryParse(after, out var position))
            {
                return new Refusal(RefusalCode.InvalidValue, "'after' is not what a step of the rewrap answered with.");
            }

            await keyring.RefreshAsync(transaction.Connection);

            // Once for the step: a read of this process may meet a newer key meanwhile.
            var now = keyring.Now;
            await RewrapServiceKeysAsync(transaction, now);
            return new(await RewrapVersionsAsync(transaction, now, position), new Subject(Name: now.Active.Id));
        });

    /// <summary>Rotates when the active key has been used a quarter as often as it may be.</summary>
    public async Task RotateIfDueAsync()
    {
        ActiveUses = await database.ReadAsync(KeyEncryptionKeyTable.ActiveUsesAsync);
        if (ActiveUses < options.MaximumKeyUses / 4)
        {
            return;
        }

        var key = await NewKeyAsync();
        await commits.ChangeAsync(
            async transaction =>
            {
                // Another process may have been faster.
                await OneAtATimeAsync(transaction);
                if (await KeyEncryptionKeyTable.ActiveUsesAsync(transaction.Connection) >= options.MaximumKeyUses / 4)
                {
                    await key.AddAsync(transaction, time.GetUtcNow());
                    transaction.Trail.Append(new AuditEvent { Time = StoreTime.Now(time), Action = AuditActions.KeyRotate, Name = key.Id });
                }
            },
            authorisedUnder: null);
    }

    private async Task<KeyringProperties> StatusAsync(DbConnection connection)
    {
        var stored = await StoredSeal.ReadAsync(connection);
        return new(stored.Kind, stored.SealId, await KeyEncryptionKeyTable.StatusAsync(connection, options.MaximumKeyUses));
    }

    // Two processes that rotate together would each make an active key: whoever raises the counter waits until the other is done.
    private static Task OneAtATimeAsync(StoreTransaction transaction) => transaction.RaiseChangeCounterAsync();

    private async Task<NewKey> NewKeyAsync()
    {
        try
        {
            return await database.ReadAsync(async connection =>
            {
                using var opened = await seal.OpenAsync(connection);
                return await NewKey.MakeAsync(opened.Seal, await KeyEncryptionKeyTable.ListAsync(connection));
            });
        }
        catch (StartupException e)
        {
            throw new StoreUnavailableException(e.Message, e);
        }
    }

    private async Task<Answer<KeyringMove>> PrepareMoveAsync()
    {
        try
        {
            var stored = await database.ReadAsync(keyring.RefreshAsync);
            return await database.ReadAsync(seal.OpenNextAsync) is { } next
                ? await KeyringMove.PrepareAsync(keyring.Now, stored, next)
                : new Refusal(RefusalCode.InvalidValue, "The next seal is not named. Write its options into the service's next-seal file (see 'qwak keys reseal --help').");
        }
        catch (StartupException e)
        {
            throw new StoreUnavailableException(e.Message, e);
        }
    }

    private async Task RewrapServiceKeysAsync(StoreTransaction transaction, Keyring now)
    {
        foreach (var key in await ServiceKeyTable.ListAsync(transaction.Connection))
        {
            if (key.KeyId != now.Active.Id)
            {
                await CountAsync(transaction, now.Active, 1);
                await ServiceKeyTable.RewrapAsync(transaction.Connection, ServiceKeys.Rewrap(now, key));
            }
        }
    }

    private async Task<RewrapStep> RewrapVersionsAsync(StoreTransaction transaction, Keyring now, RewrapPosition position)
    {
        var (active, connection) = (now.Active, transaction.Connection);
        foreach (var key in now.Keys.Where(k => k != active && string.CompareOrdinal(k.Id, position.KeyId) >= 0).OrderBy(k => k.Id, StringComparer.Ordinal))
        {
            var isSameKey = key.Id == position.KeyId;
            var versions = await SecretVersionTable.UnderKeyAsync(
                connection, key.Id, isSameKey ? position.SecretId : "", isSameKey ? position.Version : 0, StepSize);
            if (versions.Count == 0)
            {
                continue;
            }

            await CountAsync(transaction, active, versions.Count);
            var damaged = 0;
            foreach (var version in versions)
            {
                try
                {
                    var place = version.Place ?? throw new IntegrityException();
                    await SecretVersionTable.RewrapAsync(connection, version.SecretId, version.Version, Envelope.Rewrap(now, active, place, version.Sealed));
                }
                catch (IntegrityException)
                {
                    // It cannot be read either way; its key stays, so that a repaired row would be readable.
                    damaged++;
                }
            }

            var last = versions[^1];
            return new(versions.Count - damaged, damaged, Destroyed: 0, new RewrapPosition(key.Id, last.SecretId, last.Version).ToString());
        }

        return new(Rewrapped: 0, Damaged: 0, await KeyEncryptionKeyTable.DestroyUnusedAsync(connection), Next: null);
    }

    private async Task CountAsync(StoreTransaction transaction, KeyEncryptionKey active, int uses)
    {
        if (!await KeyEncryptionKeyTable.CountUsesAsync(transaction.Connection, active.Id, uses, options.MaximumKeyUses))
        {
            throw new StoreUnavailableException("The active key was rotated meanwhile, or has reached the bound of its uses. Try again.");
        }
    }
}
