using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Qwak.Core.Secrets;
using Qwak.Core.Storage;
using Qwak.Wire.Admiral;

namespace Qwak.Server.Grpc;

/// <summary>The control plane's secret service (contract 1.2): sets, deletes and lists by environment, and never reads a value.</summary>
internal sealed class AdmiralSecretGrpcService(Store store) : Wire.Admiral.SecretService.SecretServiceBase
{
    // ListAccountSecrets has no paging; beyond this a client would meet its own limit of a message's size.
    private const int MostSecrets = 100_000;

    public override async Task<SetEnvironmentSecretResponse> SetEnvironmentSecret(SetEnvironmentSecretRequest request, ServerCallContext call)
    {
        var context = await call.AuthenticateAsync(store);
        var identifier = request.Options?.Identifier;
        using var value = SecretValues.Parse(request.Options?.Spec?.Value).OrThrow(call.GetHttpContext());
        var result = await store.Secrets.SetAsync(context, identifier?.EnvironmentId, identifier?.Name, value, call.ExpectedVersion());
        call.Tell(result.OrThrow(call.GetHttpContext()));
        return new SetEnvironmentSecretResponse();
    }

    public override async Task<DeleteEnvironmentSecretResponse> DeleteEnvironmentSecret(
        DeleteEnvironmentSecretRequest request, ServerCallContext call)
    {
        var context = await call.AuthenticateAsync(store);
        var result = await store.Secrets.DeleteAsync(context, request.Identifier?.EnvironmentId, request.Identifier?.Name);
        result.OrThrow(call.GetHttpContext());
        return new DeleteEnvironmentSecretResponse();
    }

    public override async Task<ListAccountSecretsResponse> ListAccountSecrets(ListAccountSecretsRequest request, ServerCallContext call)
    {
        var context = await call.AuthenticateAsync(store);
        var page = (await store.Secrets.ListAllAsync(context, new SecretListQuery { Limit = MostSecrets })).OrThrow(call.GetHttpContext());
        var answer = new ListAccountSecretsResponse { AccountSecrets = new AccountSecrets() };
        answer.AccountSecrets.Secrets.AddRange(page.Items.Select(secret => new EnvironmentSecretMetadata
        {
            Identifier = new EnvironmentSecretIdentifier { Name = secret.Name, EnvironmentId = secret.Environment },
            CreatedAt = Timestamp.FromDateTimeOffset(secret.CreatedAt),
            LastUpdatedAt = Timestamp.FromDateTimeOffset(secret.UpdatedAt),
        }));
        return answer;
    }
}
