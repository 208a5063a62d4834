using Qwak.Core.Access;
using Qwak.Core.Environments;
using Qwak.Wire.Ecosystem;
using Qwak.Wire.Environments;
using Qwak.Wire.Users;

namespace Qwak.Server.Grpc;

/// <summary>The user context in the words of the wire; the same for gRPC and its REST twin.</summary>
internal static class UserContextMessages
{
    public static GetAuthenticatedUserContextResponse From(UserContext user, string accountId)
    {
        var current = user.Environments.FirstOrDefault(e => e.Id == user.Current?.Id);
        var start = user.Environments.FirstOrDefault(e => e.IsDefault) ?? current ?? user.Environments.FirstOrDefault();
        var account = new UserContextAccountDetails { Id = accountId, Name = "qwak", DefaultEnvironmentId = start?.Name ?? "" };
        foreach (var environment in user.Environments)
        {
            account.EnvironmentById[environment.Name] = Details(environment, user.PrimaryAddress);
            account.UserContextEnvironmentById[environment.Name] = new UserContextEnvironmentDetails();
        }

        current ??= start;
        return new GetAuthenticatedUserContextResponse
        {
            AuthenticatedUserContext = new AuthenticatedUserContext
            {
                User = new AuthenticatedUnifiedUserContext
                {
                    UserId = user.Principal.Id,
                    AccountRole = user.Roles.GetValueOrDefault(Roles.AllEnvironments) == Role.Admin && user.Roles.ContainsKey(Roles.AllEnvironments)
                        ? QwakAccountRole.AccountRoleAdmin
                        : QwakAccountRole.AccountRoleMember,
                    AccountDetails = account,
                    EnvironmentDetails = current is null ? null : Details(current, user.PrimaryAddress),
                },
            },
        };
    }

    // Names are unique and never change, so they serve as ids on the wire: environment_id="production" reads well.
    private static EnvironmentDetails Details(SecretEnvironment environment, string primaryAddress) => new()
    {
        Id = environment.Name,
        Name = environment.Name,
        Configuration = new QwakEnvironmentConfiguration { EdgeServicesUrl = environment.EdgeAddress ?? primaryAddress },
    };
}
