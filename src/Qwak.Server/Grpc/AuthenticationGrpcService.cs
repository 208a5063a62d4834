using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Qwak.Core;
using Qwak.Core.Storage;
using Qwak.Server.Authentication;
using Qwak.Wire.Authentication;

namespace Qwak.Server.Grpc;

/// <summary>Exchanges an API key for an access token (contract 1.4); the one method without a bearer token.</summary>
internal sealed class AuthenticationGrpcService(Store store) : AuthenticationService.AuthenticationServiceBase
{
    public override async Task<AuthenticateResponse> Authenticate(AuthenticateRequest request, ServerCallContext call)
    {
        var http = call.GetHttpContext();
        if (request.AuthenticationMethodCase != AuthenticateRequest.AuthenticationMethodOneofCase.QwakApiKeyMethod)
        {
            throw Statuses.Exception(new Refusal(RefusalCode.Unauthenticated, "Log in with an API key; passwords are not accepted."), http);
        }

        var issued = (await store.Authenticator.AuthenticateAsync(request.QwakApiKeyMethod.QwakApiKey, http.Origin())).OrThrow(http);
        return new AuthenticateResponse { AccessToken = issued.Token, ExpiredAt = Timestamp.FromDateTimeOffset(issued.ExpiresAt) };
    }
}
