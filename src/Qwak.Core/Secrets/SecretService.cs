using System.Data.Common;
using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Environments;
using Qwak.Core.Storage;

namespace Qwak.Core.Secrets;

/// <summary>
/// The operations on secrets. gRPC, REST and UI all call these; none of them authorises, versions or audits by itself.
/// In each, <c>environment</c> is the name or id that the request gives, if any, and <c>name</c> is not yet validated.
/// </summary>
internal sealed class SecretService(OperationPath path, Database database, Keyring keyring, SecretOptions options, SecretWriter writer)
{
    /// <summary>Reads a version's value, the current one by default.</summary>
    public Task<Result<SecretVersion>> GetAsync(RequestContext context, string? environment, string? name, int? version) =>
        path.ReadAsync(context, AuditActions.SecretRead, caller => OnSecretAsync<SecretVersion>(
            caller, environment, name, Operation.Read, place => ReadAsync(place, version), found =>
            {
                var number = version ?? found.Secret.CurrentVersion;
                var subject = number < 1 ? found.Subject : found.Subject with { Version = number };
                return Task.FromResult<Answer<SecretVersion>>(found.Version is null
                    ? new(Refusal.SecretNotFound, subject)
                    : new(new SecretVersion(found.Secret.Name, number, Envelope.Open(keyring, found.Secret.Place(number), found.Version)), subject));
            }));

    /// <summary>Everything about a secret except its value.</summary>
    public Task<Result<SecretProperties>> GetPropertiesAsync(RequestContext context, string? environment, string? name) =>
        path.ReadAsync(context, AuditActions.SecretProperties, caller => OnSecretAsync<SecretProperties>(
            caller, environment, name, Operation.List, place => ReadAsync(place, version: null), found =>
                Task.FromResult(new Answer<SecretProperties>(found.Secret.Properties(found.Environment), found.Subject))));

    /// <summary>
    /// Makes the value the current version. Setting the current value again makes no version and succeeds, since
    /// clients repeat a set; a deleted name is revived as its next version.
    /// </summary>
    /// <param name="context">Who asks.</param>
    /// <param name="environment">Name or id of the environment.</param>
    /// <param name="name">The secret's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="expectedVersion">When given, the version that must be the current one; 0 for none.</param>
    public Task<Result<SetSecretResult>> SetAsync(
        RequestContext context, string? environment, string? name, SecretValue value, int? expectedVersion) =>
        path.ChangeAsync<SetSecretResult>(context, AuditActions.SecretSet, async (caller, transaction) =>
        {
            var (target, subject) = SecretTarget.Locate(caller, environment, name, options.NameRule);
            if (target.IsRefused)
            {
                return new(target.Refusal, subject);
            }

            if (!caller.Allows(Operation.Set, target.Value.Environment.Id))
            {
                return new(Refusal.Denied("You may not set secrets in this environment."), subject);
            }

            return value.RevealUtf8().Length > options.MaximumValueBytes
                ? new(new Refusal(RefusalCode.ValueTooLarge, $"A value has at most {options.MaximumValueBytes} bytes of UTF-8."), subject)
                : await writer.SetAsync(transaction.Connection, caller, target.Value, subject, value, expectedVersion);
        });

    /// <summary>Deletes a secret: none of its versions can be read any more, also when the name is set again.</summary>
    public Task<Result<Done>> DeleteAsync(RequestContext context, string? environment, string? name) =>
        path.ChangeAsync(context, AuditActions.SecretDelete, (caller, transaction) => OnSecretAsync<Done>(
            caller, environment, name, Operation.Delete, place => ReadAsync(transaction.Connection, place), async found =>
            {
                var deleted = found.Secret with { DeletedAt = caller.Now, UpdatedAt = caller.Now, UpdatedBy = caller.Grant.Principal.Name };
                await SecretTable.UpdateAsync(transaction.Connection, deleted);
                await SecretVersionTable.DeleteAsync(transaction.Connection, deleted, caller.Now);
                return new(default(Done), found.Subject with { Version = found.Secret.CurrentVersion });
            }));

    /// <summary>Lists the secrets of one environment.</summary>
    public Task<Result<SecretListPage>> ListAsync(RequestContext context, string? environment, SecretListQuery query) =>
        path.ReadAsync<SecretListPage>(context, AuditActions.SecretList, async caller =>
        {
            var resolved = caller.Resolve(environment);
            if (resolved.IsRefused)
            {
                return resolved.Refusal;
            }

            var subject = new Subject(resolved.Value.Name);
            return caller.Allows(Operation.List, resolved.Value.Id)
                ? new(await PageAsync([resolved.Value], query), subject)
                : new(Refusal.Denied("You may not list secrets in this environment."), subject);
        });

    /// <summary>Lists the secrets of all environments that the caller may list, as the control plane does.</summary>
    public Task<Result<SecretListPage>> ListAllAsync(RequestContext context, SecretListQuery query) =>
        path.ReadAsync<SecretListPage>(context, AuditActions.SecretList, async caller =>
        {
            var visible = caller.Environments.Where(e => caller.Allows(Operation.List, e.Id)).ToList();
            return visible.Count == 0 ? new SecretListPage([], null) : await PageAsync(visible, query);
        });

    /// <summary>
    /// Checks the right before it looks for the secret: for who has none nothing that happens depends on whether it is
    /// there, and so neither does the time (a row that is read and not used can be measured). Who may not even list it
    /// is told that it is missing; the audit event says what is true.
    /// </summary>
    private async Task<Answer<T>> OnSecretAsync<T>(
        Caller caller, string? environment, string? name, Operation operation,
        Func<SecretTarget, Task<StoredSecret?>> find, Func<Found, Task<Answer<T>>> operate)
    {
        var (target, subject) = SecretTarget.Locate(caller, environment, name, options.NameRule);
        if (target.IsRefused)
        {
            return new(target.Refusal, subject);
        }

        var place = target.Value.Environment;
        if (!caller.Allows(operation, place.Id))
        {
            var refusal = caller.Allows(Operation.List, place.Id)
                ? Refusal.Denied("You may not do this with secrets in this environment.")
                : Refusal.SecretNotFound;
            return new(refusal, subject with { Outcome = QwakErrorCodes.PermissionDenied });
        }

        var stored = await find(target.Value);
        return stored is null or { Secret.IsDeleted: true }
            ? new(Refusal.SecretNotFound, subject)
            : await operate(new Found(place, stored.Secret, stored.Version, subject));
    }

    private Task<StoredSecret?> ReadAsync(SecretTarget target, int? version) => database.ReadPreparedAsync(reader =>
        StoredSecretTable.FindAsync(reader, target.Environment.Id, target.Name.Text, version));

    private static async Task<StoredSecret?> ReadAsync(DbConnection connection, SecretTarget target) =>
        await SecretTable.FindAsync(connection, target.Environment.Id, target.Name.Text) is { } secret ? new StoredSecret(secret, null) : null;

    private async Task<SecretListPage> PageAsync(IReadOnlyList<SecretEnvironment> environments, SecretListQuery query)
    {
        var ids = environments.Select(e => e.Id).ToList();
        var secrets = await database.ReadAsync(connection => SecretTable.ListAsync(connection, ids, query));
        var items = secrets.Take(query.Limit).Select(secret => secret.Properties(environments.First(e => e.Id == secret.EnvironmentId))).ToList();
        return new SecretListPage(
            items,
            secrets.Count > query.Limit ? SecretCursor.After(secrets[query.Limit - 1], items[^1].Environment, query.Sort) : null);
    }

    private sealed record Found(SecretEnvironment Environment, Secret Secret, SealedVersion? Version, Subject Subject);
}
