using System.Globalization;
using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.Storage;
using Qwak.Server.Api;
using Qwak.Server.Ui.Pages;

namespace Qwak.Server.Ui;

/// <summary>
/// The third door: pages for people. Like the others it parses, calls one service, and maps the result; it authorises
/// nothing. What it knows of rights decides only what a page offers.
/// </summary>
internal static class UiDoor
{
    public const string Home = "/ui/secrets";
    public const string SignIn = "/ui/sign-in";

    private static readonly object Key = new();

    public static void MapQwakUi(this IEndpointRouteBuilder app)
    {
        app.MapGet("/", () => Results.Redirect(Home)).ExcludeFromDescription();
        var open = app.MapGroup("/ui").ExcludeFromDescription().AddEndpointFilter(UiGuard.GuardAsync);
        open.MapGet("", () => Results.Redirect(Home));
        open.MapUiAssets();
        open.MapSignInPages();
        open.MapProviderSignInPages();

        var ui = open.MapGroup("").WithMetadata(SessionRequired.Instance).AddEndpointFilter(RequireSessionAsync);
        ui.MapSignOut();
        ui.MapSecretsPages();
        ui.MapSecretPages();
        ui.MapBuildPages();
        ui.MapSourcePages();
        ui.MapOverviewPages();
        ui.MapAuditPages();
        ui.MapAdministrationPages();
        ui.MapMemberPages();
        ui.MapGroupPages();
        ui.MapPolicyPages();
        ui.MapGet("/{**path}", (HttpContext http) => http.Refused(new Refusal(RefusalCode.NotFound, "There is nothing at this address.")));
    }

    public static UiSession Session(this HttpContext http) => (UiSession)http.Items[Key]!;

    public static Frame Frame(this HttpContext http) => http.Items[Key] is UiSession session ? session.Frame : Ui.Frame.OfStranger;

    /// <summary>Calls a service as who is signed in, and shows what it came to.</summary>
    public static async Task<IResult> ShowAsync<T>(
        this HttpContext http, Func<RequestContext, Task<Result<T>>> operate, Func<T, IResult> show)
    {
        var result = await operate(http.Session().Context);
        return result.IsRefused ? http.Refused(result.Refusal) : show(result.Value);
    }

    /// <summary>A page in its frame.</summary>
    public static IResult Page<TPage>(this HttpContext http, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where TPage : Microsoft.AspNetCore.Components.IComponent => http.Page<TPage>(StatusCodes.Status200OK, parameters);

    public static IResult Page<TPage>(this HttpContext http, int status, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where TPage : Microsoft.AspNetCore.Components.IComponent
    {
        var all = new Dictionary<string, object?> { ["Frame"] = http.Frame() };
        foreach (var (name, value) in parameters)
        {
            all[name] = value;
        }

        return new View<TPage>(all, status);
    }

    /// <summary>The page of a refusal; who is no longer signed in is asked to.</summary>
    public static IResult Refused(this HttpContext http, Refusal refusal)
    {
        if (refusal.Code == RefusalCode.Unauthenticated)
        {
            return ToSignIn(http);
        }

        if (refusal.RetryAfter is { } wait)
        {
            http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return http.Page<RefusedPage>(
            Problems.Status(refusal.Code), ("Title", Title(refusal.Code)), ("Message", refusal.Message),
            ("IsOfService", refusal.Code == RefusalCode.Unavailable), ("RequestId", http.RequestId()));
    }

    /// <summary>Asks for the name of what is to be deleted; again, with the problem, when another one was typed.</summary>
    /// <param name="http">The request.</param>
    /// <param name="name">Its name.</param>
    /// <param name="address">Its page.</param>
    /// <param name="problem">What was wrong; null the first time.</param>
    /// <param name="more">What else the page says.</param>
    public static IResult ConfirmDeletion(
        this HttpContext http, string name, string address, string? problem, params ReadOnlySpan<(string Name, object? Value)> more) =>
        http.Page<ConfirmPage>(
            problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
            [("Back", address), ("BackName", name), ("Word", name), ("Problem", problem), .. more]);

    /// <summary>After a change: another address, so that to load the page again does not repeat it.</summary>
    public static IResult SeeOther(string path, params ReadOnlySpan<(string Name, string? Value)> query) => new SeeOtherResult(UiAddress.Of(path, query));

    private static async ValueTask<object?> RequireSessionAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var http = invocation.HttpContext;
        var session = await UiSession.FindAsync(http, http.RequestServices.GetRequiredService<Store>());
        if (session.IsRefused)
        {
            return http.Refused(session.Refusal);
        }

        http.Items[Key] = session.Value;
        if (HttpMethods.IsPost(http.Request.Method))
        {
            var form = await UiForm.ReadAsync(http);
            if (!session.Value.IsAntiForgery(form[UiForm.AntiForgery]))
            {
                return http.Refused(Refusal.Denied("This form is not from your session. Load the page again and repeat what you did."));
            }
        }

        return await next(invocation);
    }

    private static IResult ToSignIn(HttpContext http)
    {
        if (http.Request.Cookies.ContainsKey(UiSession.Cookie))
        {
            UiSession.RemoveCookie(http);
        }

        var wanted = HttpMethods.IsGet(http.Request.Method) ? http.Request.Path + http.Request.QueryString : Home;
        return SeeOther(SignIn, ("next", wanted == Home ? null : wanted));
    }

    private static string Title(RefusalCode code) => code switch
    {
        RefusalCode.NotFound or RefusalCode.UnknownEnvironment => "Not found",
        RefusalCode.PermissionDenied => "Not allowed",
        RefusalCode.Unavailable => "Not available just now",
        RefusalCode.RateLimited => "Too many requests",
        RefusalCode.IntegrityFailure => "Damaged",
        _ => "That did not work",
    };

    private sealed class SeeOtherResult(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext http)
        {
            http.Response.StatusCode = StatusCodes.Status303SeeOther;
            http.Response.Headers.Location = address;
            return Task.CompletedTask;
        }
    }
}

/// <summary>Marks a page that is reached only with a session.</summary>
internal sealed class SessionRequired
{
    public static readonly SessionRequired Instance = new();

    private SessionRequired()
    {
    }
}
