using Qwak.Core.Audit;
using Qwak.Core.Environments;

namespace Qwak.Core.Access;

/// <summary>Tells a caller who they are to the service, and where their environments are.</summary>
internal sealed class UserContextService(OperationPath path)
{
    public Task<Result<UserContext>> GetAsync(RequestContext context) =>
        path.ReadAsync<UserContext>(context, AuditActions.UserContextRead, caller =>
        {
            var roles = caller.Grant.Roles
                .Where(role => caller.Grant.Scope.EnvironmentId is not { } bound || role.Key == bound || role.Key == Roles.AllEnvironments)
                .Select(role => (Name: caller.PlaceName(role.Key), role.Value))
                .Where(role => role.Name is not null)
                .ToDictionary(role => role.Name!, role => role.Value);
            var visible = caller.Environments.Where(e => caller.AllowsSome(Operation.List, e)).ToList();
            return Task.FromResult<Answer<UserContext>>(
                new UserContext(caller.Grant.Principal, roles, visible, caller.Resolve(named: null).Value, caller.Own.Primary));
        });
}

/// <summary>A principal, their roles by environment name, the environments they may use and the one this request acts in.</summary>
internal sealed record UserContext(
    Principal Principal, IReadOnlyDictionary<string, Role> Roles, IReadOnlyList<SecretEnvironment> Environments,
    SecretEnvironment? Current, string PrimaryAddress);
