using Qwak.Core.Storage;
using Qwak.Rest;
using Qwak.Server.Authentication;

namespace Qwak.Server.Api;

/// <summary>The REST twin of the gRPC login (contract 1.4).</summary>
internal static class AuthenticationEndpoints
{
    /// <summary>Anyone may call this, so little is read of what they send.</summary>
    public const int MaximumBodyBytes = 16 * 1024;

    public static void MapAuthenticationEndpoints(this IEndpointRouteBuilder api) =>
        api.MapGroup("/authentication").WithTags("Authentication").MapPost("/qwak-api-key", AuthenticateAsync).WithName("Authenticate")
            .WithSummary("Exchange an API key for an access token of at most an hour").Answers<AuthenticationAnswer>(400, 413, 429, 503)
            .WithMetadata(new BodyLimit(MaximumBodyBytes));

    private static async Task<IResult> AuthenticateAsync(QwakApiKeyBody body, HttpContext http, Store store)
    {
        var issued = await store.Authenticator.AuthenticateAsync(body.QwakApiKey, http.Origin());
        return issued.IsRefused
            ? Problems.From(issued.Refusal, http)
            : TypedResults.Ok(new AuthenticationAnswer { AccessToken = issued.Value.Token, ExpiredAt = issued.Value.ExpiresAt.ToUnixTimeSeconds() });
    }
}
