using Grpc.Core;
using Qwak.Wire.Edge;

namespace Qwak.Sdk.Tests.Service;

internal sealed class FakeEdge(FakeService service) : Wire.Edge.SecretService.SecretServiceBase
{
    public override async Task<GetSecretResponse> GetSecret(GetSecretRequest request, ServerCallContext context)
    {
        await EnterAsync(context);
        return service.Secrets.TryGetValue(request.Name, out var value)
            ? new GetSecretResponse { Name = request.Name, Value = value }
            : throw Missing();
    }

    public override async Task<SetSecretResponse> SetSecret(SetSecretRequest request, ServerCallContext context)
    {
        await EnterAsync(context);
        service.Secrets[request.Name] = request.Value;
        if (context.RequestHeaders.GetValue("x-qwak-expected-version") is not null)
        {
            context.ResponseTrailers.Add("x-qwak-version", "4");
            context.ResponseTrailers.Add("x-qwak-unchanged", "true");
        }

        return new SetSecretResponse();
    }

    public override async Task<DeleteSecretResponse> DeleteSecret(DeleteSecretRequest request, ServerCallContext context)
    {
        await EnterAsync(context);
        return service.Secrets.TryRemove(request.Name, out _) ? new DeleteSecretResponse() : throw Missing();
    }

    private static RpcException Missing() => new(new Status(StatusCode.NotFound, "Secret not found"));

    private async Task EnterAsync(ServerCallContext context)
    {
        if (!service.Login.Accepts(context.RequestHeaders.GetValue("authorization")))
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, "The access token is not valid."));
        }

        await service.Before(context);
        if (service.Failures.TryDequeue(out var failure) && failure is not null)
        {
            throw failure;
        }
    }
}
