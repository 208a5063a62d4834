using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Qwak.Server.Api;

/// <summary>What is asked of a body before it is read.</summary>
internal static class JsonBodies
{
    /// <summary>
    /// JSON is UTF-8 (RFC 8259, 8.1); another charset is refused, where the framework would fail at an unknown one. A
    /// compressed body is refused unread: a few bytes of it can become gigabytes.
    /// </summary>
    public static void UseJsonBodies(this IApplicationBuilder app) => app.Use((http, next) =>
        http.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is null || (IsUtf8(http.Request.ContentType) && IsPlain(http.Request))
            ? next(http)
            : Problems.NotJson(http).ExecuteAsync(http));

    private static bool IsPlain(HttpRequest request) =>
        request.Headers.ContentEncoding is [] || request.Headers.ContentEncoding is [{ } only] && only.Equals("identity", StringComparison.OrdinalIgnoreCase);

    private static bool IsUtf8(string? contentType) =>
        !MediaTypeHeaderValue.TryParse(contentType, out var type)
        || type.Charset.Length == 0
        || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Most bytes of an endpoint's body, when it is less than the server's limit.</summary>
internal sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
