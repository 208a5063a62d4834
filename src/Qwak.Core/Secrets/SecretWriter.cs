using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;

namespace Qwak.Core.Secrets;

/// <summary>Makes versions, inside the transaction of a set that was authorised.</summary>
internal sealed class SecretWriter(CurrentKeyring keyring, SecretRows rows, SecretOptions options, EncryptionOptions encryption)
{
    public async Task<Answer<SetSecretResult>> SetAsync(
        StoreTransaction transaction, Caller caller, SecretTarget target, Subject subject, SecretValue value, int? expectedVersion)
    {
        var stored = await SecretRows.FindUncheckedAsync(transaction, target);
        var isGood = stored is not null && rows.IsGood(stored);
        var current = stored is null or { Secret.IsDeleted: true } ? 0 : stored.Secret.CurrentVersion;
        var isUnchanged = isGood && current > 0 && await IsCurrentValueAsync(stored!, value);
        if (expectedVersion is { } expected && expected != current && !(isUnchanged && IsRepetition(stored!.Secret, expected)))
        {
            return new(new Refusal(RefusalCode.VersionConflict, $"The current version is {current}, not {expected}."), subject);
        }

        if (isUnchanged)
        {
            return new(
                new SetSecretResult(stored!.Secret.Properties(target.Environment), Unchanged: true),
                subject with { Version = current, Outcome = AuditEvent.Unchanged });
        }

        if (await ActiveKeyAsync(transaction) is not { } key)
        {
            return new(Refusal.Unavailable("The encryption key has reached the bound of its uses. Rotate it: qwak keys rotate"), subject);
        }

        var next = stored switch
        {
            null => New(caller, target),
            _ when isGood => Next(caller, stored.Secret, stored.Secret.Revision),
            _ => await RepairedAsync(transaction, caller, stored),
        };
        await (stored is null ? rows.InsertAsync(transaction, next) : rows.UpdateAsync(transaction, next, stored.Secret.Revision));
        var sealedVersion = Envelope.Seal(key, next.Place(next.CurrentVersion), value.RevealUtf8());
        await SecretVersionTable.InsertAsync(transaction.Connection, next, sealedVersion);
        await SecretVersionTable.DestroyUpToAsync(transaction.Connection, next.Id, next.CurrentVersion - options.KeptVersions);
        return new(
            new SetSecretResult(next.Properties(target.Environment), Unchanged: false),
            subject with { Version = next.CurrentVersion, Row = next.Row });
    }

    /// <summary>What a set of the value would do.</summary>
    public async Task<SecretImportChange> PlanAsync(SecretTarget target, StoredSecret? stored, SecretValue value)
    {
        var version = stored?.Secret.CurrentVersion ?? 0;
        return stored is null or { Secret.IsDeleted: true } ? new(target.Name.Text, SecretChange.Created, version + 1)
            : rows.IsGood(stored) && await IsCurrentValueAsync(stored, value) ? new(target.Name.Text, SecretChange.Unchanged, version)
            : new(target.Name.Text, SecretChange.Updated, version + 1);
    }

    /// <summary>
    /// Whether the current value may be what a set that expected this version has made, whose answer was lost: it was
    /// made from that version, or from none, which also a deleted secret counts as.
    /// </summary>
    private static bool IsRepetition(Secret secret, int expected) =>
        expected == secret.CurrentVersion - 1 || (expected == 0 && secret.Readable.Numbers is [_]);

    private static Secret New(Caller caller, SecretTarget target) => new()
    {
        Id = RandomId.New(),
        EnvironmentId = target.Environment.Id,
        Name = target.Name.Text,
        CurrentVersion = 1,
        Readable = ReadableVersions.None.With(1),
        CreatedAt = caller.Now,
        CreatedBy = caller.Grant.Principal.Name,
        UpdatedAt = caller.Now,
        UpdatedBy = caller.Grant.Principal.Name,
        Revision = 1,
    };

    private Secret Next(Caller caller, Secret secret, long lastRevision)
    {
        var version = secret.CurrentVersion + 1;
        return secret with
        {
            CurrentVersion = version,
            Readable = secret.Readable.With(version).Beyond(version - options.KeptVersions),
            UpdatedAt = caller.Now,
            UpdatedBy = caller.Grant.Principal.Name,
            DeletedAt = null,

            // Who revives a name has not said where the new value may go.
            Destinations = secret.IsDeleted ? [] : secret.Destinations,
            Revision = lastRevision + 1,
        };
    }

    /// <summary>
    /// The state after a set on a row that was altered or put back: it goes on from the newest version that is there or
    /// that an event tells of (a number must never come twice, or an old version's row would fit the new one's place), and
    /// nothing older may be read, since nothing tells which of it still should.
    /// </summary>
    private async Task<Secret> RepairedAsync(StoreTransaction transaction, Caller caller, StoredSecret stored)
    {
        var versions = await SecretVersionTable.ListAsync(transaction.Connection, stored.Secret.Id);
        var newest = Math.Max(
            Math.Max(stored.Secret.CurrentVersion, versions.Count == 0 ? 0 : versions[0].Number),
            await AuditEventTable.NewestVersionAsync(transaction.Connection, stored.Secret.Id));
        return Next(
            caller,
            stored.Secret with { CurrentVersion = newest, Readable = ReadableVersions.None, Details = SecretDetails.None, Destinations = [] },
            Math.Max(stored.Secret.Revision, stored.LastRevision ?? 0));
    }

    /// <summary>The active key, with one use of it counted; null when it has reached its bound.</summary>
    private async Task<KeyEncryptionKey?> ActiveKeyAsync(StoreTransaction transaction)
    {
        if (await CountUseAsync(transaction))
        {
            return keyring.Now.Active;
        }

        // It may have been rotated meanwhile.
        await keyring.RefreshAsync(transaction.Connection);
        return await CountUseAsync(transaction) ? keyring.Now.Active : null;
    }

    private Task<bool> CountUseAsync(StoreTransaction transaction) =>
        KeyEncryptionKeyTable.CountUsesAsync(transaction.Connection, keyring.Now.Active.Id, 1, encryption.MaximumKeyUses);

    private async Task<bool> IsCurrentValueAsync(StoredSecret stored, SecretValue value)
    {
        try
        {
            using var current = stored.Version is null
                ? null
                : await keyring.OpenAsync(stored.Secret.Place(stored.Secret.CurrentVersion), stored.Version);
            return value.Equals(current);
        }
        catch (IntegrityException)
        {
            // A damaged value must not keep its owner from setting a good one.
            return false;
        }
    }
}
