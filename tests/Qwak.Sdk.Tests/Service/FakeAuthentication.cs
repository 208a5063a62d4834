using Grpc.Core;
using Qwak.Wire.Authentication;

namespace Qwak.Sdk.Tests.Service;

internal sealed class FakeAuthentication(FakeService service) : AuthenticationService.AuthenticationServiceBase
{
    public override Task<AuthenticateResponse> Authenticate(AuthenticateRequest request, ServerCallContext context) =>
        request.QwakApiKeyMethod?.QwakApiKey == FakeService.ApiKey
            ? Task.FromResult(new AuthenticateResponse { AccessToken = service.Login.Issue() })
            : throw new RpcException(new Status(StatusCode.Unauthenticated, "The API key is not valid."));
}
