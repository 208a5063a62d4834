using System.Diagnostics;
using Qwak.Core.Telemetry;
using Qwak.Server.Authentication;

namespace Qwak.Server.Telemetry;

/// <summary>
/// The span of a request, under the caller's if its <c>traceparent</c> says so. It tells the route, not the path, and nothing
/// else that a caller has written: a value ends up in an address more easily than one thinks.
/// </summary>
internal static class RequestSpans
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    /// <summary>After routing, so that the route is known.</summary>
    public static void UseRequestSpans(this IApplicationBuilder app) =>
        app.Use((http, next) => Spans.Source.HasListeners() ? TraceAsync(http, next) : next(http));

    private static async Task TraceAsync(HttpContext http, RequestDelegate next)
    {
        // The platform's own activity is not sent: a span below it would have a parent that nobody knows. And what else
        // comes with a trace, state and baggage, is the caller's text.
        var platform = Activity.Current;
        Activity.Current = null;
        var isParent = ActivityContext.TryParse(http.Request.Headers.TraceParent, traceState: null, isRemote: true, out var parent);
        var method = Methods.Contains(http.Request.Method) ? http.Request.Method : "_OTHER";
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        try
        {
            using var span = Spans.Source.StartActivity($"{method} {route}".TrimEnd(), ActivityKind.Server, isParent ? parent : default);
            span?.SetTag("http.request.method", method).SetTag("http.route", route).SetTag("qwak.request_id", http.Origin().RequestId);
            await next(http);
            span?.SetTag("http.response.status_code", http.Response.StatusCode);
        }
        finally
        {
            Activity.Current = platform;
        }
    }
}
