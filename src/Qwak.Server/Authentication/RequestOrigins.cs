using Microsoft.Net.Http.Headers;
using Qwak.Core;
using Qwak.Core.Access;

namespace Qwak.Server.Authentication;

/// <summary>Gives each request a random id and remembers where it comes from.</summary>
internal static class RequestOrigins
{
    public const string RequestIdHeader = "x-request-id";
    public const string EnvironmentHeader = "x-qwak-environment";

    public static IApplicationBuilder UseRequestOrigin(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        // Every service is the process's (ConventionTests): without this each request would make a scope, which nothing is in.
        http.RequestServices = app.ApplicationServices;
        var address = http.Connection.RemoteIpAddress;
        var origin = new RequestOrigin(
            (address?.IsIPv4MappedToIPv6 == true ? address.MapToIPv4() : address)?.ToString(),
            RandomId.New(),
            http.Request.Host.Value,
            http.Request.Headers[EnvironmentHeader] is [{ Length: > 0 } environment] ? environment : null,
            DoorOf(http));
        http.Features.Set(origin);
        if (http.IsGrpc())
        {
            http.Response.Headers[RequestIdHeader] = origin.RequestId;
        }
        else
        {
            // At the last moment: whoever answers a fault clears the headers first.
            http.Response.OnStarting(SetHeadersAsync, http);
        }

        return next(http);
    });

    /// <summary>gRPC answers are POSTs, which nothing caches, and no pages: they need no headers about either.</summary>
    public static bool IsGrpc(this HttpContext http) =>
        http.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;

    private static Door DoorOf(HttpContext http) =>
        http.IsGrpc() ? Door.Grpc : http.Request.Path.StartsWithSegments("/ui", StringComparison.Ordinal) ? Door.Ui : Door.Rest;

    public static RequestOrigin Origin(this HttpContext http) => http.Features.Get<RequestOrigin>()!;

    private static Task SetHeadersAsync(object state)
    {
        var http = (HttpContext)state;
        var headers = http.Response.Headers;
        headers[RequestIdHeader] = http.Origin().RequestId;
        headers.XContentTypeOptions = "nosniff";

        // Values, keys and names travel in the answers: no cache may keep any of them (ASVS 14.3.2).
        headers.CacheControl = IsImmutable(http) ? "public, max-age=31536000, immutable" : "no-store";
        headers.Remove(HeaderNames.Pragma);
        headers.Remove(HeaderNames.Expires);
        return Task.CompletedTask;
    }

    private static bool IsImmutable(HttpContext http) =>
        http.Response.StatusCode == StatusCodes.Status200OK && http.GetEndpoint()?.Metadata.GetMetadata<ImmutableAnswer>() is not null;
}

/// <summary>Marks an endpoint whose answers are the same for everybody and for ever: what else it serves has another address.</summary>
internal sealed class ImmutableAnswer
{
    public static readonly ImmutableAnswer Instance = new();

    private ImmutableAnswer()
    {
    }
}
