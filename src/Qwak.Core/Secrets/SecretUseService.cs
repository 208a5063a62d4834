using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;

namespace Qwak.Core.Secrets;

/// <summary>
/// Has a secret used by a part of the service: who asks needs the right to use it, not to read it, and so does whoever
/// said where the value goes. The value is for that part alone, and no door may answer with it.
/// </summary>
internal sealed class SecretUseService(OperationPath path, GrantCache grants, CurrentKeyring keyring, SecretAccess access, SecretRows rows)
{
    private static readonly IReadOnlyList<Destination> Anywhere = Secret.ParseDestinations("*:*");

    /// <param name="context">Who asks for what the secret is used for.</param>
    /// <param name="environment">Name or id of the environment.</param>
    /// <param name="name">The secret's name.</param>
    /// <param name="purpose">What uses it.</param>
    /// <param name="candidate">A value to use in place of the current one, which is not stored.</param>
    public Task<Result<UsedSecret>> UseAsync(
        RequestContext context, string? environment, string? name, SecretPurpose purpose, SecretValue? candidate = null) =>
        path.ReadAsync(context, AuditActions.SecretUse, async caller =>
        {
            var answer = await access.OnLiveSecretAsync<UsedSecret>(
                caller, environment, name, Operation.Use, target => rows.FindAsync(target, version: null), found => OpenAsync(caller, found, purpose, candidate));
            return answer with { Subject = answer.Subject with { UsedFor = purpose.UsedFor } };
        });

    private async Task<Answer<UsedSecret>> OpenAsync(Caller caller, FoundSecret found, SecretPurpose purpose, SecretValue? candidate)
    {
        // Read after the caller's rights: the commit finds out when either has changed since those were read.
        var definer = purpose.DefinedBy is { } id ? await grants.PermissionsAsync(id) : null;
        if (!DefinerMay(Operation.Use))
        {
            return new(
                Refusal.Denied($"Whoever registered the data source may no longer use the secret '{found.Secret.Name}'. An administrator can adopt it."),
                found.Subject);
        }

        // Who may read a value may carry it anywhere; who may only use it must not be able to send it to themselves.
        if (found.Secret.Destinations.Count == 0 && !DefinerMay(Operation.Read))
        {
            return new(
                Refusal.Denied(
                    $"The secret '{found.Secret.Name}' is bound to no destination, so only who may read it can have it used. "
                    + $"Who may read and set it can bind it: qwak secrets bind --name {found.Secret.Name} --to HOST:PORT"),
                found.Subject);
        }

        var destinations = found.Secret.Destinations.Count == 0 ? Anywhere : found.Secret.Destinations;
        if (candidate is not null)
        {
            return new(new UsedSecret(version: null, SecretValue.FromUtf8(candidate.RevealUtf8()), destinations), found.Subject);
        }

        var number = found.Secret.CurrentVersion;
        var subject = found.Subject with { Version = number };
        return found.Stored.Version is { } sealedVersion
            ? new(
                new UsedSecret(number, await keyring.OpenAsync(found.Secret.Place(number), sealedVersion), destinations),
                subject,
                purpose.SourceId is { } source ? new SourceUse(source, found.Environment.Id, found.Secret.Name, number, caller.Now) : null)
            : new(Refusal.SecretNotFound, subject);

        bool DefinerMay(Operation operation) => definer is null
            ? caller.Allows(operation, found.Environment, found.Secret.Name)
            : definer.On(operation, found.Environment.Name).Covers(found.Secret.Name);
    }
}
