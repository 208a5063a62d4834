using Grpc.Core;
using Qwak.Wire.Ecosystem;

namespace Qwak.Sdk.Tests.Service;

internal sealed class FakeEcosystem(FakeService service) : QwakEcosystemRuntime.QwakEcosystemRuntimeBase
{
    public override Task<GetAuthenticatedUserContextResponse> GetAuthenticatedUserContext(
        GetAuthenticatedUserContextRequest request, ServerCallContext context) =>
        service.UserContext.Failure is { } failure ? throw failure
        : !service.Login.Accepts(context.RequestHeaders.GetValue("authorization"))
            ? throw new RpcException(new Status(StatusCode.Unauthenticated, "The access token is not valid."))
            : Task.FromResult(new GetAuthenticatedUserContextResponse
            {
                AuthenticatedUserContext = new AuthenticatedUserContext { User = service.UserContext.User },
            });
}
