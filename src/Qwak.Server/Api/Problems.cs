using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Rest;
using Qwak.Server.Authentication;
using Qwak.Server.Ui;

namespace Qwak.Server.Api;

/// <summary>Refusals and failures as problem details. None repeats anything of the request.</summary>
internal static class Problems
{
    public const string ContentType = "application/problem+json";

    public const string InternalError = "internal_error";
    public const string InternalErrorDetail = "The service failed; its log has the request's id.";

    public static IResult From(Refusal refusal, HttpContext http)
    {
        if (refusal.RetryAfter is { } wait)
        {
            http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        var status = Status(refusal.Code);
        if (status == StatusCodes.Status401Unauthorized)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return Result(http, status, refusal.CodeText, refusal.Message);
    }

    /// <summary>Answers what no endpoint answers: unknown routes, unreadable bodies, and faults, which are logged.</summary>
    public static void UseProblems(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = FaultAsync, SuppressDiagnosticsCallback = _ => true });
        app.UseStatusCodePages(context => RouteAsync(context.HttpContext));
    }

    private static Task FaultAsync(HttpContext http)
    {
        var fault = http.Features.Get<IExceptionHandlerFeature>()!.Error;
        if (fault is BadHttpRequestException bad)
        {
            return BadRequest(http, bad.StatusCode).ExecuteAsync(http);
        }

        if (fault is OperationCanceledException)
        {
            // A stop breaks off the reading of a body (HTTP/1.1 only), before anything is done: the client may repeat it elsewhere.
            return From(Refusal.Unavailable("The service is stopping; try again."), http).ExecuteAsync(http);
        }

        http.LogFault(fault);
        return Result(http, StatusCodes.Status500InternalServerError, InternalError, InternalErrorDetail).ExecuteAsync(http);
    }

    /// <summary>The only place where a fault is written down: with the id that the caller was told, and nothing of the request.</summary>
    public static void LogFault(this HttpContext http, Exception fault) => Log.RequestFailed(
        http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Qwak.Server"), http.Origin().RequestId, fault);

    private static Task RouteAsync(HttpContext http)
    {
        var result = http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Result(http, 404, QwakErrorCodes.NotFound, "There is nothing at this address."),
            StatusCodes.Status405MethodNotAllowed => Result(http, 405, QwakErrorCodes.InvalidValue, "This address does not take that method."),
            var status => BadRequest(http, status),
        };
        return result.ExecuteAsync(http);
    }

    private static IResult BadRequest(HttpContext http, int status) => status switch
    {
        StatusCodes.Status413PayloadTooLarge => Result(http, status, QwakErrorCodes.ValueTooLarge, "The request is too large."),
        StatusCodes.Status415UnsupportedMediaType => NotJson(http),
        _ when IsForPerson(http) => Result(http, status, QwakErrorCodes.InvalidValue, "The address or the form cannot be read."),
        _ => Result(http, status, QwakErrorCodes.InvalidValue, "The request cannot be read: a member is unknown, missing, twice there or of another type, or it is not JSON."),
    };

    public static IResult NotJson(HttpContext http) =>
        Result(http, StatusCodes.Status415UnsupportedMediaType, QwakErrorCodes.InvalidValue, "Send the body as application/json, in UTF-8 and not compressed.");

    // Who asks for a page gets one; one address under /ui is the existing SDK's.
    private static bool IsForPerson(HttpContext http) =>
        http.Origin().Door == Door.Ui && !http.Request.Path.StartsWithSegments("/ui/api", StringComparison.Ordinal);

    private static IResult Result(HttpContext http, int status, string code, string detail) => IsForPerson(http)
        ? http.FaultPage(status, detail)
        : TypedResults.Json(new Problem(Title(status), status, detail, code, http.Origin().RequestId), contentType: ContentType, statusCode: status);

    private static string Title(int status) => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status);

    public static int Status(RefusalCode code) => code switch
    {
        RefusalCode.InvalidName or RefusalCode.InvalidValue => StatusCodes.Status400BadRequest,
        RefusalCode.ValueTooLarge => StatusCodes.Status413PayloadTooLarge,
        RefusalCode.Unauthenticated => StatusCodes.Status401Unauthorized,
        RefusalCode.PermissionDenied => StatusCodes.Status403Forbidden,
        RefusalCode.NotFound => StatusCodes.Status404NotFound,
        RefusalCode.VersionConflict or RefusalCode.AlreadyExists or RefusalCode.InUse => StatusCodes.Status409Conflict,
        RefusalCode.SourceFailed => StatusCodes.Status422UnprocessableEntity,
        RefusalCode.RateLimited => StatusCodes.Status429TooManyRequests,
        RefusalCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
        RefusalCode.UnknownEnvironment => StatusCodes.Status404NotFound,
        RefusalCode.IntegrityFailure => StatusCodes.Status500InternalServerError,
    };
}
