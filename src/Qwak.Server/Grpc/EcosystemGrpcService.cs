using Grpc.Core;
using Qwak.Core.Storage;
using Qwak.Wire.Ecosystem;

namespace Qwak.Server.Grpc;

/// <summary>The user context (contract 1.5): tells a client at which address its environment is reached.</summary>
internal sealed class EcosystemGrpcService(Store store) : QwakEcosystemRuntime.QwakEcosystemRuntimeBase
{
    public override async Task<GetAuthenticatedUserContextResponse> GetAuthenticatedUserContext(
        GetAuthenticatedUserContextRequest request, ServerCallContext call)
    {
        var context = await call.AuthenticateAsync(store);
        var user = (await store.UserContexts.GetAsync(context)).OrThrow(call.GetHttpContext());
        return UserContextMessages.From(user, store.Id);
    }
}
