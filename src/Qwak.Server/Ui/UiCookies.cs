namespace Qwak.Server.Ui;

/// <summary>The cookies of the UI: out of reach of scripts, over TLS only, of this host alone.</summary>
internal static class UiCookies
{
    public static void SetCookie(this HttpContext http, string name, string text, SameSiteMode sameSite, TimeSpan age) =>
        http.Response.Cookies.Append(name, text, new CookieOptions
        {
            HttpOnly = true, Secure = true, SameSite = sameSite, Path = "/", MaxAge = age, IsEssential = true,
        });

    public static void RemoveCookie(this HttpContext http, string name, SameSiteMode sameSite) => http.SetCookie(name, "", sameSite, TimeSpan.Zero);
}
