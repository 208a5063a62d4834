using Qwak.Core;
using Qwak.Server.Api;
using Qwak.Server.Authentication;
using Qwak.Server.Ui.Pages;

namespace Qwak.Server.Ui;

/// <summary>What holds for every page: its headers, no form from elsewhere, and a page for a fault.</summary>
internal static class UiGuard
{
    // No inline script or style, nothing from elsewhere, in no frame.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var http = invocation.HttpContext;
        http.SetPageHeaders();
        if (HttpMethods.IsPost(http.Request.Method) && !IsFromHere(http.Request))
        {
            return http.Refused(Refusal.Denied("This form was sent from another site. Open the page here and repeat what you did."));
        }

        try
        {
            return await next(invocation);
        }
        catch (BadHttpRequestException fault)
        {
            return Fault(http, fault.StatusCode, "The form cannot be read: it is too large or not a form.");
        }
        catch (InvalidDataException)
        {
            return Fault(http, StatusCodes.Status413PayloadTooLarge, "The form cannot be read: it is too large.");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            http.LogFault(fault);
            return Fault(http, StatusCodes.Status500InternalServerError, Problems.InternalErrorDetail);
        }
    }

    public static void SetPageHeaders(this HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin"; // 'no-referrer' would take the Origin from our own forms too.
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
    }

    /// <summary>The page of what no page answered: a fault while one was drawn, an address or a method that there is not.</summary>
    public static IResult FaultPage(this HttpContext http, int status, string message)
    {
        http.SetPageHeaders();
        return Fault(http, status, message);
    }

    public static string RequestId(this HttpContext http) => http.Origin().RequestId;

    /// <summary>Browsers name the page that a form is on in every POST; who names none is no browser.</summary>
    private static bool IsFromHere(HttpRequest request) => request.Headers.Origin is [{ } origin] && origin == $"{request.Scheme}://{request.Host.Value}";

    private static IResult Fault(HttpContext http, int status, string message) =>
        http.Page<RefusedPage>(status, ("Title", "That did not work"), ("Message", message), ("RequestId", http.RequestId()));
}
