using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Storage;

namespace Qwak.Core.Environments;

/// <summary>Environments: created by administrators, listed for whoever has a role in them.</summary>
internal sealed class EnvironmentService(OperationPath path)
{
    /// <summary>The name rule: 2 to 36 lowercase letters, digits and hyphens, first a letter, last a letter or a digit.</summary>
    private const int MaximumNameLength = 36;

    public Task<Result<SecretEnvironment>> CreateAsync(
        RequestContext context, string? name, string? edgeAddress, bool purgeProtection = false) =>
        path.ChangeAsync<SecretEnvironment>(context, AuditActions.EnvironmentCreate, async (caller, transaction) =>
        {
            var subject = new Subject(RecordedName.Of(name, Problem(name) is null));
            if ((caller.RequireAdmin() ?? Problem(name)) is { } refusal)
            {
                return new(refusal, subject);
            }

            var address = EdgeAddress.Normalise(edgeAddress);
            if (edgeAddress is not null && address is null)
            {
                return new(new Refusal(RefusalCode.InvalidValue, "An edge address is host:port, without a scheme or a path."), subject);
            }

            var all = await EnvironmentTable.ListAsync(transaction.Connection);
            if (all.Any(e => e.Name == name || (address is not null && e.EdgeAddress == address)))
            {
                return new(new Refusal(RefusalCode.AlreadyExists, "An environment of that name or edge address is there already."), subject);
            }

            var environment = new SecretEnvironment(RandomId.New(), name!, address, IsDefault: false, caller.Now)
            {
                HasPurgeProtection = purgeProtection,
            };
            await EnvironmentTable.InsertAsync(transaction.Connection, environment);
            await transaction.RaiseChangeCounterAsync();
            return new(environment, subject);
        });

    /// <summary>Protects an environment's secrets from being purged, for ever. Once more succeeds and changes nothing.</summary>
    public Task<Result<SecretEnvironment>> ProtectAsync(RequestContext context, string? name) =>
        path.ChangeAsync<SecretEnvironment>(context, AuditActions.EnvironmentProtect, async (caller, transaction) =>
        {
            var subject = new Subject(caller.RecordedPlace(name));
            if (caller.RequireAdmin() is { } refusal)
            {
                return new(refusal, subject);
            }

            if (caller.Environments.FirstOrDefault(e => e.Name == name || e.Id == name) is not { } environment)
            {
                return new(new Refusal(RefusalCode.UnknownEnvironment, "There is no such environment."), subject);
            }

            if (environment.HasPurgeProtection)
            {
                return new(environment, subject with { Outcome = AuditEvent.Unchanged });
            }

            await EnvironmentTable.ProtectAsync(transaction.Connection, environment.Id);
            await transaction.RaiseChangeCounterAsync();
            return new(environment with { HasPurgeProtection = true }, subject);
        });

    public Task<Result<SecretEnvironment[]>> ListAsync(RequestContext context) =>
        path.ReadAsync<SecretEnvironment[]>(context, AuditActions.EnvironmentList, caller =>
            Task.FromResult<Answer<SecretEnvironment[]>>(caller.Environments.Where(e => caller.AllowsSome(Operation.List, e)).ToArray()));

    private static Refusal? Problem(string? name) =>
        name is { Length: >= 2 and <= MaximumNameLength }
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && char.IsAsciiLetterLower(name[0]) && name[^1] != '-'
        && !RandomId.IsOne(name) // Environments are found by name or id: no name may be taken for an id.
            ? null
            : new Refusal(
                RefusalCode.InvalidName,
                $"An environment's name has 2 to {MaximumNameLength} lowercase letters, digits and hyphens, first a letter, last a letter or a digit.");
}
