using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.ModelBuilds;
using Qwak.Core.Storage;

namespace Qwak.Core.Secrets;

/// <summary>
/// The operations on secrets. gRPC, REST and UI all call these; none of them authorises, versions or audits by itself.
/// In each, <c>environment</c> is the name or id that the request gives, if any, and <c>name</c> is not yet validated.
/// </summary>
internal sealed class SecretService(
    OperationPath path, Database database, CurrentKeyring keyring, SecretOptions options, SecretAccess access, SecretRows rows, SecretWriter writer,
    SecretPages pages, BuildReads builds)
{
    public const int MostCheckedSources = 100;

    /// <summary>Which names are taken here.</summary>
    public SecretNameRule NameRule => options.NameRule;

    /// <summary>Reads a version's value, the current one by default; under a build's credential only once its runner knows the value.</summary>
    public Task<Result<SecretVersion>> GetAsync(RequestContext context, string? environment, string? name, int? version) =>
        path.ReadAsync(context, AuditActions.SecretRead, async caller => await builds.RegisterAsync(
            caller,
            await access.OnLiveSecretAsync<SecretVersion>(
                caller, environment, name, Operation.Read, target => rows.FindAsync(target, version), async found =>
                {
                    var number = version ?? found.Secret.CurrentVersion;
                    var subject = number < 1 ? found.Subject : found.Subject with { Version = number };
                    var isReadable = version is null || found.Secret.Readable.Contains(number);
                    if (!isReadable || found.Stored.Version is not { } sealedVersion)
                    {
                        return new(Refusal.SecretNotFound, subject);
                    }

                    var value = await keyring.OpenAsync(found.Secret.Place(number), sealedVersion);
                    return new(new SecretVersion(found.Secret.Name, number, value, found.Secret.Details.IsSensitive), subject);
                })));

    /// <summary>Everything about a secret except its value.</summary>
    public Task<Result<SecretProperties>> GetPropertiesAsync(RequestContext context, string? environment, string? name) =>
        path.ReadAsync(context, AuditActions.SecretProperties, caller => access.OnLiveSecretAsync<SecretProperties>(
            caller, environment, name, Operation.List, target => rows.FindAsync(target, version: null), async found =>
            {
                var last = await database.ReadAsync(connection => SecretUsageTable.LastAsync(connection, found.Environment.Name, found.Secret.Name));
                var properties = found.Secret.Properties(found.Environment) with { LastReadAt = last?.At, LastReadBy = last?.By };
                return new(properties, found.Subject);
            }));

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
            var (target, subject, _) = Settable(caller, environment, name, value);
            return target.IsRefused
                ? new(target.Refusal, subject)
                : await writer.SetAsync(transaction, caller, target.Value, subject, value, expectedVersion);
        });

    /// <summary>
    /// What is to be tried before a value is set: for who may set it, and nothing is stored. The set that follows expects
    /// the version that this tells, so that what was tried is what is replaced.
    /// </summary>
    public Task<Result<RotationPlan>> PlanRotationAsync(RequestContext context, string? environment, string? name, SecretValue value) =>
        path.ReadAsync<RotationPlan>(context, AuditActions.SecretCheck, async caller =>
        {
            var (target, subject, _) = Settable(caller, environment, name, value);
            if (target.IsRefused)
            {
                return new(target.Refusal, subject);
            }

            var (place, secret) = (target.Value.Environment, target.Value.Name.Text);
            var stored = await rows.FindAsync(target.Value, version: null);
            var sources = await database.ReadAsync(connection => SecretsInUse.FindAsync(connection, caller, place, secret, MostCheckedSources + 1));
            if (stored is { Secret.IsDeleted: true } && sources.Count > 0)
            {
                return new(new Refusal(RefusalCode.InvalidValue, "The secret is deleted, and nothing can use it: restore it first, or set it without a check."), subject);
            }

            return sources.Count > MostCheckedSources
                ? new(new Refusal(RefusalCode.InvalidValue, $"More than {MostCheckedSources} data sources use this secret: set it without a check."), subject)
                : new(new RotationPlan(stored is null or { Secret.IsDeleted: true } ? 0 : stored.Secret.CurrentVersion, sources.Visible, sources.Hidden), subject);
        });

    /// <summary>Deletes a secret: none of its versions can be read any more, also when the name is set again, until they are restored.</summary>
    /// <param name="context">Who asks.</param>
    /// <param name="environment">Name or id of the environment.</param>
    /// <param name="name">The secret's name.</param>
    /// <param name="isForced">Deletes it although data sources name it.</param>
    public Task<Result<Done>> DeleteAsync(RequestContext context, string? environment, string? name, bool isForced = false) =>
        path.ChangeAsync(context, AuditActions.SecretDelete, (caller, transaction) => access.OnLiveSecretAsync<Done>(
            caller, environment, name, Operation.Delete, target => rows.FindAsync(transaction, target), async found =>
            {
                if (!isForced && await SecretsInUse.RefuseAsync(transaction, caller, found) is { } inUse)
                {
                    return new(inUse, found.Subject);
                }

                var deleted = found.Secret with
                {
                    DeletedAt = caller.Now,
                    Readable = ReadableVersions.None,
                    UpdatedAt = caller.Now,
                    UpdatedBy = caller.Grant.Principal.Name,
                    Revision = found.Secret.Revision + 1,
                };
                await rows.UpdateAsync(transaction, deleted, found.Secret.Revision);
                await SecretVersionTable.DeleteAsync(transaction.Connection, deleted.Id, caller.Now);
                return new(default(Done), found.Changed(deleted) with { Version = deleted.CurrentVersion });
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
            return caller.AllowsSome(Operation.List, resolved.Value)
                ? new(await pages.PageAsync(caller, [resolved.Value], query), subject)
                : new(Refusal.Denied("You may not list secrets in this environment."), subject);
        });

    /// <summary>Lists the secrets of all environments that the caller may list, as the control plane does.</summary>
    public Task<Result<SecretListPage>> ListAllAsync(RequestContext context, SecretListQuery query) =>
        path.ReadAsync<SecretListPage>(context, AuditActions.SecretList, async caller =>
        {
            var visible = caller.Environments.Where(e => caller.AllowsSome(Operation.List, e)).ToList();
            return visible.Count == 0 ? new SecretListPage([], null) : await pages.PageAsync(caller, visible, query);
        });

    /// <summary>Which secret a set is about, for who may set it to this value.</summary>
    private Answer<SecretTarget> Settable(Caller caller, string? environment, string? name, SecretValue value)
    {
        var (target, subject) = SecretTarget.Locate(caller, environment, name, options.NameRule);
        return target.IsRefused ? new(target.Refusal, subject)
            : !caller.Allows(Operation.Set, target.Value.Environment, target.Value.Name.Text)
                ? new(Refusal.Denied("You may not set a secret of this name in this environment."), subject)
            : value.RevealUtf8().Length > options.MaximumValueBytes ? new(options.TooLarge, subject)
            : new(target.Value, subject);
    }
}
