using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Storage;

namespace Qwak.Core.Secrets;

/// <summary>
/// What happens to a secret beside its value: its versions, its properties, its return after a deletion, its end. As in
/// <see cref="SecretService"/>, <c>environment</c> is the name or id that the request gives, if any.
/// </summary>
internal sealed class SecretLifeService(OperationPath path, Database database, SecretAccess access, SecretRows rows)
{
    public const int MostUsageDays = 3660;

    /// <summary>The versions that are there, newest first; also of a deleted secret, since one looks here for what can be restored.</summary>
    public Task<Result<SecretVersionProperties[]>> ListVersionsAsync(RequestContext context, string? environment, string? name) =>
        path.ReadAsync(context, AuditActions.SecretVersions, caller => access.OnSecretAsync<SecretVersionProperties[]>(
            caller, environment, name, Operation.List, target => rows.FindAsync(target, version: null), async found =>
            {
                var versions = await database.ReadAsync(connection => SecretVersionTable.ListAsync(connection, found.Secret.Id));
                return new(versions.Select(version => version.Properties(found.Secret)).ToArray(), found.Subject);
            }));

    /// <summary>How often a secret was read and used on each of the last days; a second behind.</summary>
    public Task<Result<SecretUsage>> GetUsageAsync(RequestContext context, string? environment, string? name, int days) =>
        path.ReadAsync(context, AuditActions.SecretUsage, caller => access.OnSecretAsync<SecretUsage>(
            caller, environment, name, Operation.List, target => rows.FindAsync(target, version: null), async found =>
            {
                if (days is < 1 or > MostUsageDays)
                {
                    return new(new Refusal(RefusalCode.InvalidValue, $"days is 1 to {MostUsageDays}."), found.Subject);
                }

                var since = caller.Now.AddDays(1 - days);
                var used = await database.ReadAsync(connection => SecretUsageTable.DaysAsync(connection, found.Environment.Name, found.Secret.Name, since));
                return new(new SecretUsage([.. used.Select(day => new SecretUsageDay(day.Day, day.Reads, day.Uses))]), found.Subject);
            }));

    /// <summary>The same for all secrets together, of the environments in which the caller may list every one.</summary>
    public Task<Result<SecretUsage>> GetUsageOfAllAsync(RequestContext context, int days) =>
        path.ReadAsync<SecretUsage>(context, AuditActions.SecretUsage, async caller =>
        {
            if (days is < 1 or > MostUsageDays)
            {
                return new Refusal(RefusalCode.InvalidValue, $"days is 1 to {MostUsageDays}.");
            }

            var places = caller.Environments.Where(place => caller.AllowsAll(Operation.List, place)).Select(place => place.Name).ToList();
            var since = caller.Now.AddDays(1 - days);
            var used = places.Count == 0 ? [] : await database.ReadAsync(connection => SecretUsageTable.DaysAsync(connection, places, since));
            return new SecretUsage([.. used.Select(day => new SecretUsageDay(day.Day, day.Reads, day.Uses))]);
        });

    /// <summary>Changes what is said of a secret; what the change does not say stays. No version comes of it.</summary>
    public Task<Result<SecretProperties>> UpdateAsync(
        RequestContext context, string? environment, string? name, SecretDetailsChange change) =>
        path.ChangeAsync(context, AuditActions.SecretUpdate, (caller, transaction) => access.OnLiveSecretAsync<SecretProperties>(
            caller, environment, name, Operation.Set, target => rows.FindAsync(transaction, target), async found =>
            {
                var details = found.Secret.Details.With(change);
                if (details.IsRefused)
                {
                    return new(details.Refusal, found.Subject);
                }

                var changed = found.Secret with { Details = details.Value, Revision = found.Secret.Revision + 1 };
                await rows.UpdateAsync(transaction, changed, found.Secret.Revision);
                return new(changed.Properties(found.Environment), found.Changed(changed));
            }));

    /// <summary>
    /// Makes deleted versions readable again. Without numbers it takes the last deletion back: the secret is as it was
    /// before. Who may delete may restore. What is there already stays, so that a repeated call succeeds.
    /// </summary>
    public Task<Result<SecretProperties>> RestoreAsync(
        RequestContext context, string? environment, string? name, IReadOnlyList<int>? versions) =>
        path.ChangeAsync(context, AuditActions.SecretRestore, (caller, transaction) => access.OnSecretAsync<SecretProperties>(
            caller, environment, name, Operation.Delete, target => rows.FindAsync(transaction, target), async found =>
            {
                var secret = found.Secret;
                var stored = await SecretVersionTable.ListAsync(transaction.Connection, secret.Id);
                var wanted = versions ?? [.. stored.Where(v => secret.IsDeleted && v.DeletedAt == secret.DeletedAt).Select(v => v.Number)];
                if (Problem(secret, stored, wanted) is { } refusal)
                {
                    return new(refusal, found.Subject);
                }

                var readable = secret.Readable.With(wanted);
                if (readable == secret.Readable && !secret.IsDeleted)
                {
                    return new(secret.Properties(found.Environment), found.Subject with { Outcome = AuditEvent.Unchanged });
                }

                var restored = secret with { Readable = readable, DeletedAt = null, Revision = secret.Revision + 1 };
                await rows.UpdateAsync(transaction, restored, secret.Revision);
                await SecretVersionTable.RestoreAsync(transaction.Connection, secret.Id, wanted);
                return new(restored.Properties(found.Environment), found.Changed(restored));
            }));

    /// <summary>
    /// Destroys a secret at once, deleted or not: its values cannot be had back, and its name makes a new secret. For
    /// administrators of the environment, where nothing protects it. A damaged row is no obstacle.
    /// </summary>
    /// <param name="context">Who asks.</param>
    /// <param name="environment">Name or id of the environment.</param>
    /// <param name="name">The secret's name.</param>
    /// <param name="isForced">Destroys it although data sources name it.</param>
    public Task<Result<Done>> PurgeAsync(RequestContext context, string? environment, string? name, bool isForced = false) =>
        path.ChangeAsync(context, AuditActions.SecretPurge, (caller, transaction) => access.OnSecretAsync<Done>(
            caller, environment, name, Operation.Admin, target => SecretRows.FindUncheckedAsync(transaction, target).AsTask(), async found =>
            {
                if (found.Environment.HasPurgeProtection)
                {
                    return new(
                        Refusal.Denied("This environment is protected from purging: delete the secret; it is destroyed when its retention is over."),
                        found.Subject);
                }

                if (!isForced && await SecretsInUse.RefuseAsync(transaction, caller, found) is { } inUse)
                {
                    return new(inUse, found.Subject);
                }

                var row = await SecretDestruction.RemoveAsync(transaction, found.Secret.Id);
                return new(default(Done), found.Subject with { Row = row });
            }));

    private static Refusal? Problem(Secret secret, IReadOnlyList<StoredVersion> stored, IReadOnlyList<int> wanted)
    {
        if (wanted.FirstOrDefault(number => stored.All(v => v.Number != number)) is var missing and not 0)
        {
            return new Refusal(RefusalCode.NotFound, $"There is no version {missing}: it never was, or it is destroyed.");
        }

        return secret.IsDeleted && !wanted.Contains(secret.CurrentVersion)
            ? new Refusal(RefusalCode.InvalidValue, $"The secret is deleted: restore its newest version, {secret.CurrentVersion}, too.")
            : null;
    }
}
