using System.Net;
using System.Text.Json;
using Qwak.Connectors.Tests.Support;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.Identity;

/// <summary>Users sign in to the web UI with a provider that others wrote: oidc-provider, of npm, with its login form.</summary>
public sealed class RealSignInTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_user_signs_in_with_a_provider_that_is_none_of_ours()
    {
        const string Secret = "a secret: +/% of the client";
        using var ada = new Surfer(server);
        var redirectAddress = $"{ada.Home}ui/sign-in/company/callback";
        var (issuer, line) = NodePackages.Serve("sign-in.js", new { clientId = "qwak-ui", clientSecret = Secret, redirectAddress });
        using var process = issuer;
        var url = JsonSerializer.Deserialize<JsonElement>(line).GetProperty("url").GetString()!;
        await server.SignInWithAsync("company", url, Secret);
        var user = await server.SignsInAsync("company", "email", "ada@example.com");
        (await server.Admin.SetAsync("of-ada", "value")).Expect(HttpStatusCode.OK);

        Assert.Contains("href=\"/ui/sign-in/company?next=%2Fui%2Fbuilds\"", (await ada.ReadAsync("/ui/sign-in?next=/ui/builds")).Text, StringComparison.Ordinal);
        var callback = await ada.LogInAsync(await ada.BeginAsync("company", "/ui/builds?sort=name"), "ada");
        Assert.StartsWith(redirectAddress + "?code=", callback.AbsoluteUri, StringComparison.Ordinal);

        // In a browser that has not begun it the address is worth nothing.
        using (var other = new Surfer(server))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await other.ReadAsync(callback.AbsoluteUri)).Status);
            await other.BeginAsync("company");
            Assert.Equal(HttpStatusCode.Unauthorized, (await other.ReadAsync(callback.AbsoluteUri)).Status);
        }

        var kept = ada.Cookies.GetCookies(ada.Home)["__Host-qwak-sign-in"]!.Value;
        using (var landing = await ada.GetAsync(callback.AbsoluteUri))
        {
            var text = await landing.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(landing.StatusCode == HttpStatusCode.OK, text);
            Assert.Contains("<meta http-equiv=\"refresh\" content=\"0; url=/ui/builds?sort=name\"", text, StringComparison.Ordinal);
            Assert.Equal("no-referrer", landing.Headers.GetValues("Referrer-Policy").Single());
            var session = landing.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("__Host-qwak-session=", StringComparison.Ordinal));
            Assert.EndsWith("; max-age=3600; path=/; secure; samesite=strict; httponly", session, StringComparison.Ordinal);
        }

        var (status, page) = await ada.ReadAsync("/ui/secrets");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains($"<summary>{user}</summary>", page, StringComparison.Ordinal);
        Assert.Contains("of-ada", page, StringComparison.Ordinal);

        // The code was used, though the browser still has what it kept.
        ada.Cookies.Add(ada.Home, new Cookie("__Host-qwak-sign-in", kept) { Secure = true, Path = "/" });
        Assert.Equal(HttpStatusCode.Unauthorized, (await ada.ReadAsync(callback.AbsoluteUri)).Status);
        Assert.Equal(HttpStatusCode.OK, (await ada.ReadAsync("/ui/secrets")).Status);

        // Somebody else of the same company is nobody here, and no user is made of them.
        using var eve = new Surfer(server);
        var (refused, why) = await eve.ReadAsync((await eve.LogInAsync(await eve.BeginAsync("company"), "eve")).AbsoluteUri);
        Assert.Equal(HttpStatusCode.Unauthorized, refused);
        Assert.Contains("That did not sign you in.", why, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await eve.ReadAsync("/ui/secrets")).Status);
        Assert.DoesNotContain((await server.Admin.GetAsync("/api/v1/users")).Items, u => u.GetProperty("name").GetString()!.StartsWith("eve", StringComparison.Ordinal));

        (await server.Admin.DeleteAsync($"/api/v1/identity-rules/{user}")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.SeeOther, (await ada.ReadAsync("/ui/secrets")).Status);
        issuer.StandardInput.Close();
        await issuer.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
