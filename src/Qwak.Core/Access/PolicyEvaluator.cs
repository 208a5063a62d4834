using Qwak.Core.ModelBuilds;

namespace Qwak.Core.Access;

/// <summary>The one place that says who may do what. Default deny.</summary>
internal static class PolicyEvaluator
{
    private const Operation Reading = Operation.List | Operation.Read;
    private const Operation Membership = Reading | Operation.Set | Operation.Delete | Operation.Use;

    /// <param name="grant">Who asks.</param>
    /// <param name="operation">One operation.</param>
    /// <param name="environmentId">Where, or <see cref="Roles.AllEnvironments"/> for what concerns the whole service.</param>
    public static bool Allows(Grant grant, Operation operation, string environmentId)
    {
        // A credential that is bound to an environment is good for nothing outside it.
        if (grant.EnvironmentId is { } bound && bound != environmentId)
        {
            return false;
        }

        var allowed = Allowed(grant, environmentId);
        return ((grant.Build is null ? allowed : allowed & BuildScope.Operations) & operation) == operation;
    }

    private static Operation Allowed(Grant grant, string environmentId) =>
        Of(grant, Roles.AllEnvironments) | (environmentId == Roles.AllEnvironments ? Operation.None : Of(grant, environmentId));

    private static Operation Of(Grant grant, string environmentId) =>
        grant.Roles.TryGetValue(environmentId, out var role)
            ? role switch
            {
                Role.Reader => Reading,
                Role.Member => Membership,
                Role.Admin => Membership | Operation.Audit | Operation.Admin,
            }
            : Operation.None;
}
