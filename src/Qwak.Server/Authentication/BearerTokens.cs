using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.Storage;
using Qwak.Server.Api;

namespace Qwak.Server.Authentication;

/// <summary>Takes the bearer token from a request; the only credential that gRPC and <c>/api</c> accept.</summary>
internal static class BearerTokens
{
    private const string Scheme = "Bearer ";

    /// <summary>Marks endpoints that are reached only with a good bearer token.</summary>
    public static TBuilder RequireBearerToken<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(BearerRequired.Instance);

    /// <summary>Refuses before anything of the request's body is read.</summary>
    public static void UseBearerTokens(this IApplicationBuilder app, Store store) => app.Use((http, next) =>
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<BearerRequired>() is null)
        {
            return next(http);
        }

        // A token that is known is checked at once, and then nothing has to wait here for the answer.
        var checking = http.AuthenticateAsync(store);
        return checking.IsCompletedSuccessfully ? GoOnAsync(http, next, checking.Result) : CheckAsync(http, next, checking);
    });

    private static async Task CheckAsync(HttpContext http, RequestDelegate next, ValueTask<Result<RequestContext>> checking) =>
        await GoOnAsync(http, next, await checking);

    private static Task GoOnAsync(HttpContext http, RequestDelegate next, Result<RequestContext> context)
    {
        if (context.IsRefused)
        {
            return Problems.From(context.Refusal, http).ExecuteAsync(http);
        }

        http.Features.Set(context.Value);
        return next(http);
    }

    public static RequestContext RequestContext(this HttpContext http) => http.Features.Get<RequestContext>()!;

    public static ValueTask<Result<RequestContext>> AuthenticateAsync(this HttpContext http, Store store) =>
        store.Authenticator.AuthenticateBearerAsync(Of(http), http.Origin());

    /// <summary>The bearer token of a request, whatever it is; null for none.</summary>
    public static string? Of(HttpContext http) =>
        http.Request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : null;
}

/// <summary>Marks an endpoint that is reached only with a good bearer token.</summary>
internal sealed class BearerRequired
{
    public static readonly BearerRequired Instance = new();

    private BearerRequired()
    {
    }
}
