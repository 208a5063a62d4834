using Qwak.Core.Access;
using Qwak.Core.Audit;

namespace Qwak.Core.Secrets;

/// <summary>
/// Where a secret may be sent when a part of the service uses it. Only who may both read and set it says so: they could
/// carry the value there themselves, and they answer for it. A wildcard takes an administrator.
/// </summary>
internal sealed class SecretBindingService(OperationPath path, SecretAccess access, SecretRows rows)
{
    public const int MostDestinations = 20;

    public Task<Result<string[]>> ListAsync(RequestContext context, string? environment, string? name) =>
        path.ReadAsync(context, AuditActions.SecretBindingList, caller => access.OnLiveSecretAsync<string[]>(
            caller, environment, name, Operation.List, target => rows.FindAsync(target, version: null),
            found => Task.FromResult(new Answer<string[]>(Texts(found.Secret), found.Subject))));

    /// <summary>Adds a destination. One that is there already stays, so that a repeated call succeeds.</summary>
    public Task<Result<string[]>> BindAsync(RequestContext context, string? environment, string? name, string? destination) =>
        ChangeAsync(context, AuditActions.SecretBind, environment, name, destination, isAdded: true);

    /// <summary>Takes a destination away; what is kept open to it is not used again.</summary>
    public Task<Result<string[]>> UnbindAsync(RequestContext context, string? environment, string? name, string? destination) =>
        ChangeAsync(context, AuditActions.SecretUnbind, environment, name, destination, isAdded: false);

    private Task<Result<string[]>> ChangeAsync(
        RequestContext context, string action, string? environment, string? name, string? text, bool isAdded) =>
        path.ChangeAsync(context, action, async (caller, transaction) =>
        {
            var isGood = Destination.TryParse(text, out var destination, out var error);
            var answer = await access.OnLiveSecretAsync<string[]>(
                caller, environment, name, Operation.Set, target => rows.FindAsync(transaction, target), async found =>
                {
                    if (!isGood)
                    {
                        return new(new Refusal(RefusalCode.InvalidValue, error!), found.Subject);
                    }

                    if (Refuse(caller, found, destination!) is { } refusal)
                    {
                        return new(refusal, found.Subject);
                    }

                    IReadOnlyList<Destination> others = [.. found.Secret.Destinations.Where(other => other != destination)];
                    IReadOnlyList<Destination> destinations = isAdded ? [.. others, destination!] : others;
                    if (destinations.Count > MostDestinations)
                    {
                        return new(new Refusal(RefusalCode.InvalidValue, $"A secret is bound to at most {MostDestinations} destinations."), found.Subject);
                    }

                    if (destinations.Count == found.Secret.Destinations.Count)
                    {
                        return new(Texts(found.Secret), found.Subject with { Outcome = AuditEvent.Unchanged });
                    }

                    var changed = found.Secret with { Destinations = destinations, Revision = found.Secret.Revision + 1 };
                    await rows.UpdateAsync(transaction, changed, found.Secret.Revision);
                    return new(Texts(changed), found.Changed(changed));
                });
            return answer with { Subject = answer.Subject with { UsedFor = isGood ? destination!.ToString() : RecordedName.Of(text, isValid: false) } };
        });

    private static Refusal? Refuse(Caller caller, FoundSecret found, Destination destination) =>
        !caller.Allows(Operation.Read, found.Environment, found.Secret.Name)
            ? Refusal.Denied("Only who may read a secret, and set it, may say where it is sent.")
            : destination.IsWildcard && !caller.Allows(Operation.Admin, found.Environment, found.Secret.Name)
            ? Refusal.Denied("Only an administrator may bind a secret to a wildcard; give HOST:PORT.")
            : null;

    private static string[] Texts(Secret secret) => [.. secret.Destinations.Select(destination => destination.ToString())];
}
