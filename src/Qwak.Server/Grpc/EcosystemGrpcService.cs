using Grpc.Core;
using Qwak.Core.Access;
using Qwak.Core.Environments;
using Qwak.Core.Storage;
using Qwak.Wire.Ecosystem;
using Qwak.Wire.Environments;
using Qwak.Wire.Users;

namespace Qwak.Server.Grpc;

/// <summary>The user context (contract 1.5): tells a client at which address its environment is reached.</summary>
internal sealed class EcosystemGrpcService(Store store) : QwakEcosystemRuntime.QwakEcosystemRuntimeBase
{
    public override async Task<GetAuthenticatedUserContextResponse> GetAuthenticatedUserContext(
        GetAuthenticatedUserContextRequest request, ServerCallContext call)
    {
        var context = await call.AuthenticateAsync(store);
        var user = (await store.UserContexts.GetAsync(context)).OrThrow(call.GetHttpContext());
        var current = user.Environments.FirstOrDefault(e => e.Id == user.Current?.Id);
        var start = user.Environments.FirstOrDefault(e => e.IsDefault) ?? current ?? user.Environments.FirstOrDefault();
        var account = new UserContextAccountDetails { Id = store.Id, Name = "qwak", DefaultEnvironmentId = start?.Name ?? "" };
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
