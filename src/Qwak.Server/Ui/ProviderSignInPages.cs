using Qwak.Core.Identity;
using Qwak.Core.Storage;
using Qwak.Server.Authentication;
using Qwak.Server.Identity;
using Qwak.Server.Ui.Pages;

namespace Qwak.Server.Ui;

/// <summary>Signing in with an identity provider: there, and back again.</summary>
internal static class ProviderSignInPages
{
    /// <summary>Lax, unlike the session's: the browser has to bring it when the provider's site sends it back.</summary>
    public const string Cookie = "__Host-qwak-sign-in";

    public static void MapProviderSignInPages(this IEndpointRouteBuilder ui)
    {
        // A link and not a form: 'form-action' of the content security policy holds for what a form is redirected to, too.
        ui.MapGet("/sign-in/{provider}", BeginAsync);
        ui.MapGet("/sign-in/{provider}/callback", CompleteAsync);
    }

    public static string Address(string provider, string? next) => UiAddress.Of(UiDoor.SignIn + "/" + Uri.EscapeDataString(provider), ("next", next));

    private static async Task<IResult> BeginAsync(string provider, string? next, HttpContext http, Store store, Issuers issuers)
    {
        // Browsers say which site a click was on. No other one sends users to their provider.
        if (http.Request.Headers["Sec-Fetch-Site"] is [{ } site] && site is not ("same-origin" or "none"))
        {
            return UiDoor.SeeOther(UiDoor.SignIn);
        }

        var begun = await store.SignIns.BeginAsync(
            provider, UiAddress.Own(next), Callback(http, provider), http.Origin(), issuers.FindEndpointsAsync, http.RequestAborted);
        if (begun.IsRefused)
        {
            return await http.SignInRefusedAsync(store, next, begun.Refusal);
        }

        http.SetCookie(Cookie, begun.Value.Cookie, SameSiteMode.Lax, SignInAttempt.Lifetime);
        return UiDoor.SeeOther(begun.Value.Address);
    }

    private static async Task<IResult> CompleteAsync(string provider, HttpContext http, Store store, Issuers issuers)
    {
        // Nor is what a page of another site embeds an answer: it would use up the tries of all who share the user's address.
        if (http.Request.Headers["Sec-Fetch-Dest"] is [{ } use] && use != "document")
        {
            return UiDoor.SeeOther(UiDoor.SignIn);
        }

        var answer = new SignInAnswer { State = Parameter(http, "state"), Code = Parameter(http, "code"), Issuer = Parameter(http, "iss") };
        var signedIn = await store.SignIns.CompleteAsync(
            provider, http.Request.Cookies[Cookie], answer, Callback(http, provider), http.Origin(),
            (issuers.FindEndpointsAsync, issuers.RedeemAsync, issuers.FindKeyAsync), http.RequestAborted);
        http.Response.Headers["Referrer-Policy"] = "no-referrer"; // The address has the code.
        if (signedIn.IsRefused)
        {
            return await http.SignInRefusedAsync(store, next: null, signedIn.Refusal);
        }

        http.RemoveCookie(Cookie, SameSiteMode.Lax);
        UiSession.SetCookie(http, signedIn.Value.Session);
        return http.Page<SignedInPage>(("Next", UiAddress.Own(signedIn.Value.Next)));
    }

    /// <summary>A parameter that is there once.</summary>
    private static string? Parameter(HttpContext http, string name) => http.Request.Query[name] is [{ } text] ? text : null;

    /// <summary>Of each provider its own: an answer that was meant for another one does not fit. The provider compares it with what was registered there.</summary>
    private static Uri Callback(HttpContext http, string provider) =>
        Uri.TryCreate($"{http.Request.Scheme}://{http.Request.Host.Value}{UiDoor.SignIn}/{Uri.EscapeDataString(provider)}/callback", UriKind.Absolute, out var address)
            ? address
            : throw new BadHttpRequestException("The host's name is none.");
}
