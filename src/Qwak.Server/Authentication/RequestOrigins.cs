using Microsoft.Net.Http.Headers;
using Qwak.Core;
using Qwak.Core.Access;

namespace Qwak.Server.Authentication;

/// <summary>Gives each request a random id and remembers where it comes from.</summary>
internal static class RequestOrigins
{
    public const string RequestIdHeader = "x-request-id";
    public const string EnvironmentHeader = "x-qwak-environment";

    private static readonly object Key = new();

    public static IApplicationBuilder UseRequestOrigin(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var address = http.Connection.RemoteIpAddress;
        var origin = new RequestOrigin(
            (address?.IsIPv4MappedToIPv6 == true ? address.MapToIPv4() : address)?.ToString(),
            RandomId.New(),
            http.Request.Host.Value,
            http.Request.Headers[EnvironmentHeader] is [{ Length: > 0 } environment] ? environment : null);
        http.Items[Key] = origin;

        // At the last moment: whoever answers a fault clears the headers first.
        http.Response.OnStarting(() =>
        {
            http.Response.Headers[RequestIdHeader] = origin.RequestId;
            http.Response.Headers.XContentTypeOptions = "nosniff";

            // Values, keys and names travel in the answers: no cache may keep any of them (ASVS 14.3.2).
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers.Remove(HeaderNames.Pragma);
            http.Response.Headers.Remove(HeaderNames.Expires);
            return Task.CompletedTask;
        });
        return next(http);
    });

    public static RequestOrigin Origin(this HttpContext http) => (RequestOrigin)http.Items[Key]!;
}
