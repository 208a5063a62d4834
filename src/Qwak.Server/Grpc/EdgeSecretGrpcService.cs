using Grpc.Core;
using Qwak.Core.Storage;
using Qwak.Wire.Edge;

namespace Qwak.Server.Grpc;

/// <summary>The edge secret service (contract 1.1): the environment is the one that was dialled.</summary>
internal sealed class EdgeSecretGrpcService(Store store) : SecretService.SecretServiceBase
{
    public override async Task<SetSecretResponse> SetSecret(SetSecretRequest request, ServerCallContext call)
    {
        var context = await call.AuthenticateAsync(store);
        using var value = SecretValues.Parse(request.Value).OrThrow(call.GetHttpContext());
        var result = await store.Secrets.SetAsync(context, environment: null, request.Name, value, call.ExpectedVersion());
        call.Tell(result.OrThrow(call.GetHttpContext()));
        return new SetSecretResponse();
    }

    public override async Task<GetSecretResponse> GetSecret(GetSecretRequest request, ServerCallContext call)
    {
        var context = await call.AuthenticateAsync(store);
        var result = await store.Secrets.GetAsync(context, environment: null, request.Name, version: null);
        using var version = result.OrThrow(call.GetHttpContext());
        if (!version.IsSensitive)
        {
            call.ResponseTrailers.Add("x-qwak-sensitive", "false");
        }

        return new GetSecretResponse { Name = version.Name, Value = version.Value.Reveal() };
    }

    public override async Task<DeleteSecretResponse> DeleteSecret(DeleteSecretRequest request, ServerCallContext call)
    {
        var context = await call.AuthenticateAsync(store);
        (await store.Secrets.DeleteAsync(context, environment: null, request.Name)).OrThrow(call.GetHttpContext());
        return new DeleteSecretResponse();
    }
}
