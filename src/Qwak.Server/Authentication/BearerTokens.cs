using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.Storage;

namespace Qwak.Server.Authentication;

/// <summary>Takes the bearer token from a request; the only credential that gRPC and <c>/api</c> accept.</summary>
internal static class BearerTokens
{
    private const string Scheme = "Bearer ";

    public static ValueTask<Result<RequestContext>> AuthenticateAsync(this HttpContext http, Store store)
    {
        var token = http.Request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : null;
        return store.Authenticator.AuthenticateBearerAsync(token, http.Origin());
    }
}
