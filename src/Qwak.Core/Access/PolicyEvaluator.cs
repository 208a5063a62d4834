using Qwak.Core.Environments;

namespace Qwak.Core.Access;

/// <summary>The one place that says who may do what: what the principal's policies and the credential's scope both allow. Default deny.</summary>
internal static class PolicyEvaluator
{
    /// <summary>Whether one operation is allowed on a secret of this name, whether it is there or not.</summary>
    public static bool Allows(Grant grant, Operation operation, SecretEnvironment environment, string name) =>
        grant.Scope.Covers(operation, environment.Id, name) && grant.Permissions.On(operation, environment.Name).Covers(name);

    /// <summary>Whether one operation may be allowed on some name.</summary>
    public static bool AllowsSome(Grant grant, Operation operation, SecretEnvironment environment) =>
        grant.Scope.Reaches(operation, environment.Id) && !grant.Permissions.On(operation, environment.Name).IsNone;

    /// <summary>Whether one operation is allowed on all names.</summary>
    public static bool AllowsAll(Grant grant, Operation operation, SecretEnvironment environment) =>
        grant.Scope.Reaches(operation, environment.Id) && grant.Scope.Names is null
        && grant.Permissions.On(operation, environment.Name).IsAll;

    /// <summary>Whether one operation is allowed on the whole service, which is asked of <c>*</c> for environment and name.</summary>
    public static bool AllowsOnService(Grant grant, Operation operation) =>
        grant.Scope.Covers(operation, Roles.AllEnvironments, Roles.AllEnvironments)
        && grant.Permissions.On(operation, Roles.AllEnvironments).Covers(Roles.AllEnvironments);
}
