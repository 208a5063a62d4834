using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;
using Qwak.Server.Authentication;

namespace Qwak.Server.Ui;

/// <summary>The session that a request of the UI comes with: in a cookie that no other route looks at.</summary>
internal sealed class UiSession(RequestContext context, SessionToken token, Offers offers)
{
    // The prefix binds it to this host, over TLS, with no Domain (RFC 6265bis, 4.1.3.2).
    public const string Cookie = "__Host-qwak-session";

    public RequestContext Context => context;

    public string Id => token.Id;

    /// <summary>Bound to the session, so that none can be planted and none outlives it.</summary>
    public string AntiForgery { get; } =
        Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token.Secret), "qwak/ui/anti-forgery"u8));

    public Frame Frame => new(
        offers.Principal.Name,
        AntiForgery,
        [.. offers.Environments.Select(e => new Place(e.Environment, e.Some.HasFlag(Operation.Set), e.Some.HasFlag(Operation.Delete), e.Some.HasFlag(Operation.Use)))],
        offers.OnService.HasFlag(Operation.Audit),
        offers.OnService.HasFlag(Operation.Admin));

    public bool IsAntiForgery(string? text) => FixedTime.AreEqual(AntiForgery, text);

    public static async Task<Result<UiSession>> FindAsync(HttpContext http, Store store)
    {
        if (SessionToken.Parse(http.Request.Cookies[Cookie]) is not { } token)
        {
            return Refusal.Unauthenticated;
        }

        var found = await store.Sessions.FindAsync(token, http.Origin());
        return found.IsRefused ? found.Refusal : new UiSession(found.Value.Context, token, found.Value.Offers);
    }

    public static void SetCookie(HttpContext http, SessionToken token) => http.SetCookie(Cookie, token.Text, SameSiteMode.Strict, Session.Lifetime);

    public static void RemoveCookie(HttpContext http) => http.RemoveCookie(Cookie, SameSiteMode.Strict);
}
