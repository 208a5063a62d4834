using Qwak.Core;
using Qwak.Core.Storage;
using Qwak.Server.Api;
using Qwak.Server.Authentication;
using Qwak.Server.Ui.Pages;

namespace Qwak.Server.Ui;

/// <summary>Signing in, with an API key here, and out again.</summary>
internal static class SignInPages
{
    public static void MapSignInPages(this IEndpointRouteBuilder ui)
    {
        ui.MapGet("/sign-in", ShowAsync);
        ui.MapPost("/sign-in", SignInAsync).WithMetadata(new BodyLimit(AuthenticationEndpoints.MaximumBodyBytes)); // Anyone may send it.
    }

    public static void MapSignOut(this IEndpointRouteBuilder ui)
    {
        ui.MapPost("/sign-out", (HttpContext http, Store store) => SignOutAsync(http, store.Sessions.EndAsync(http.Session().Context, http.Session().Id)));
        ui.MapPost("/sign-out-everywhere", (HttpContext http, Store store) => SignOutAsync(http, store.Sessions.EndAllAsync(http.Session().Context)));
    }

    /// <summary>The page again, with what went wrong; what is no problem of a credential has a page of its own, unless another way in may do.</summary>
    public static async Task<IResult> SignInRefusedAsync(this HttpContext http, Store store, string? next, Refusal refusal) =>
        refusal.Code is RefusalCode.Unauthenticated or RefusalCode.Unavailable
            ? await http.SignInPageAsync(store, Problems.Status(refusal.Code), next, ("Problem", refusal.Message))
            : http.Refused(refusal);

    private static async Task<IResult> SignInPageAsync(this HttpContext http, Store store, int status, string? next, (string Name, object? Value) more) =>
        http.Page<SignInPage>(status, ("Providers", await store.SignIns.ProvidersAsync()), ("Next", next), more);

    private static async Task<IResult> ShowAsync(string? next, bool? signedOut, HttpContext http, Store store)
    {
        // Who comes from another site brings no cookie at first, and one when the page is loaded again.
        var session = await UiSession.FindAsync(http, store);
        return session.IsRefused
            ? await http.SignInPageAsync(store, StatusCodes.Status200OK, next, ("IsSignedOut", signedOut == true))
            : UiDoor.SeeOther(UiAddress.Own(next));
    }

    private static async Task<IResult> SignInAsync(HttpContext http, Store store)
    {
        var form = await UiForm.ReadAsync(http);
        var token = await store.Sessions.StartAsync(form["api-key"]?.Trim(), http.Origin());
        if (token.IsRefused)
        {
            return token.Refusal.Code == RefusalCode.Unauthenticated
                ? await http.SignInRefusedAsync(store, form["next"], token.Refusal)
                : http.Refused(token.Refusal);
        }

        UiSession.SetCookie(http, token.Value);
        return UiDoor.SeeOther(UiAddress.Own(form["next"]));
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, Task<Result<Done>> end)
    {
        var ended = await end;
        if (ended.IsRefused)
        {
            return http.Refused(ended.Refusal);
        }

        UiSession.RemoveCookie(http);
        return UiDoor.SeeOther(UiDoor.SignIn, ("signedOut", "true"));
    }
}
