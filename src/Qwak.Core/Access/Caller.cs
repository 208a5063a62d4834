using Qwak.Core.Audit;
using Qwak.Core.Environments;

namespace Qwak.Core.Access;

/// <summary>What an operation is decided by, as of one value of the change counter.</summary>
internal sealed record Caller(
    Grant Grant, RequestOrigin Origin, IReadOnlyList<SecretEnvironment> Environments, OwnAddresses Own, DateTimeOffset Now)
{
    /// <summary>Whether the credential is neither expired nor revoked.</summary>
    public bool IsGood => Grant.IsGood(Now);

    /// <summary>Whether one operation is allowed on a secret of this name, whether it is there or not.</summary>
    public bool Allows(Operation operation, SecretEnvironment environment, string name) =>
        PolicyEvaluator.Allows(Grant, operation, environment, name);

    /// <summary>Whether one operation may be allowed on some name of the environment.</summary>
    public bool AllowsSome(Operation operation, SecretEnvironment environment) => PolicyEvaluator.AllowsSome(Grant, operation, environment);

    /// <summary>Whether one operation is allowed on all names of the environment.</summary>
    public bool AllowsAll(Operation operation, SecretEnvironment environment) => PolicyEvaluator.AllowsAll(Grant, operation, environment);

    /// <summary>The environment that the request acts in.</summary>
    public Result<SecretEnvironment> Resolve(string? named) =>
        EnvironmentResolver.Resolve(Environments, Own, Origin, Grant.Scope.EnvironmentId, named);

    /// <summary>The refusal of what only an administrator of the whole service may do; null when allowed.</summary>
    public Refusal? RequireAdmin() => Require(Operation.Admin);

    /// <summary>The refusal of what concerns the whole service; null when allowed.</summary>
    public Refusal? Require(Operation operation) => PolicyEvaluator.AllowsOnService(Grant, operation)
        ? null
        : Refusal.Denied($"This needs the action '{operation.Words()[0]}' in all environments ('*'), as the admin role has it.");

    /// <summary>Id of an environment that an administrator names; <c>*</c> for null and <c>*</c>.</summary>
    public Result<string> FindEnvironment(string? name)
    {
        if (name is null or Roles.AllEnvironments)
        {
            return Roles.AllEnvironments;
        }

        return Environments.FirstOrDefault(e => e.Name == name || e.Id == name)?.Id is { } id
            ? id
            : new Refusal(RefusalCode.UnknownEnvironment, "There is no such environment.");
    }

    /// <summary>Name of what <see cref="FindEnvironment"/> finds, or <c>*</c>; null when there is no such environment.</summary>
    public string? PlaceName(string? nameOrId) =>
        FindEnvironment(nameOrId) is { IsRefused: false } found ? EnvironmentName(found.Value) ?? Roles.AllEnvironments : null;

    /// <summary>What to record of an environment that a request names: never text that is none of ours.</summary>
    public string RecordedPlace(string? nameOrId) => PlaceName(nameOrId) ?? RecordedName.Of(nameOrId, isValid: false);

    /// <summary>Name of an environment by its id; null for none and for all.</summary>
    public string? EnvironmentName(string? id) => Environments.FirstOrDefault(e => e.Id == id)?.Name;

    /// <summary>The audit event of what the caller did or was refused.</summary>
    public AuditEvent Event(string action, Subject subject, Refusal? refusal = null) => new()
    {
        Time = Now,
        PrincipalId = Grant.Principal.Id,
        Principal = Grant.Principal.Name,
        Credential = subject.UsedFor is { } use ? $"{Grant.Credential} for {use}" : Grant.Credential,
        Action = action,
        Environment = subject.Environment,
        Name = subject.Name,
        Version = subject.Version,
        Outcome = subject.Outcome ?? refusal?.CodeText ?? AuditEvent.Succeeded,
        Address = Origin.Address,
        RequestId = Origin.RequestId,
        Row = subject.Row,
    };
}
