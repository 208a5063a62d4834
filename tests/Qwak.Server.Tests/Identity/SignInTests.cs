using System.Net;
using System.Text;
using System.Text.Json;
using System.Web;
using Microsoft.AspNetCore.Http;
using Qwak.Server.Identity;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.Identity;

/// <summary>Signing in with providers that are slow, lie, or are not meant, and with addresses that somebody made up.</summary>
public sealed class SignInTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Secret = "s e:c/r%t+";

    [Theory]
    [InlineData("client_secret_basic", true)]
    [InlineData("client_secret_post", true)]
    [InlineData("none", false)]
    public async Task The_client_says_who_it_is_as_the_provider_takes_it(string method, bool hasSecret)
    {
        await using var login = await IssuerServer.StartAsync();
        using var ada = new Surfer(server);
        var name = await TrustAsync(login, hasSecret ? Secret : null);
        login.Discovery = () => Discovery(login, ("token_endpoint_auth_methods_supported", new[] { method }));
        var (authorization, form) = ("", new FormCollection([]));
        login.Token = async http =>
        {
            (authorization, form) = (http.Request.Headers.Authorization.ToString(), (FormCollection)await http.Request.ReadFormAsync());
            await http.Response.WriteAsJsonAsync(new { id_token = IdToken(login, Sent), access_token = "of no use", token_type = "Bearer" });
        };
        Sent = HttpUtility.ParseQueryString((await ada.BeginAsync(name)).Query);
        Assert.Equal(HttpStatusCode.OK, (await ada.ReadAsync(Callback(login, name))).Status);

        var basic = "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes("qwak-ui:s+e%3Ac%2Fr%25t%2B"));
        Assert.Equal(method == "client_secret_basic" ? basic : "", authorization);
        Assert.Equal(method == "client_secret_post" ? Secret : "", form["client_secret"].ToString());
        Assert.Equal(method == "client_secret_basic" ? "" : "qwak-ui", form["client_id"].ToString());
        Assert.Equal(("authorization_code", "the-code"), (form["grant_type"].ToString(), form["code"].ToString()));
        Assert.Equal(Sent["redirect_uri"], form["redirect_uri"].ToString());
        Assert.Equal(HttpStatusCode.OK, (await ada.ReadAsync("/ui/secrets")).Status);
    }

    [Theory]
    [InlineData("hangs", 503)]
    [InlineData("grows", 503)]
    [InlineData("redirects", 503)]
    [InlineData("fails", 503)]
    [InlineData("html", 503)]
    [InlineData("no token", 503)]
    [InlineData("no Unicode", 503)]
    [InlineData("no gzip", 503)]
    [InlineData("refuses", 401)]
    [InlineData("a token of another sign-in", 401)]
    [InlineData("a token too large", 401)]
    public async Task A_token_endpoint_that_hangs_lies_or_grows_signs_nobody_in(string lie, int status)
    {
        await using var login = await IssuerServer.StartAsync();
        using var ada = new Surfer(server);
        var name = await TrustAsync(login, Secret);
        login.Token = http => LieAsync(http, login, lie);
        Sent = HttpUtility.ParseQueryString((await ada.BeginAsync(name)).Query);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var (answered, text) = await ada.ReadAsync(Callback(login, name));
        Assert.Equal((status, false), ((int)answered, text.Contains("the-code", StringComparison.Ordinal)));
        Assert.True(watch.Elapsed < 2 * IssuerHttp.Patience);
        Assert.Equal(HttpStatusCode.SeeOther, (await ada.ReadAsync("/ui/secrets")).Status);

        // The page still offers both ways in.
        Assert.Contains("name=\"api-key\"", text, StringComparison.Ordinal);
        Assert.Contains($"href=\"/ui/sign-in/{name}\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("authorization_endpoint", "http://192.0.2.1/auth")]
    [InlineData("authorization_endpoint", "javascript:alert(1)")]
    [InlineData("authorization_endpoint", "https://user:password@login.example.com/auth")]
    [InlineData("token_endpoint", "http://192.0.2.1/token")]
    [InlineData("token_endpoint", null)]
    [InlineData("token_endpoint_auth_methods_supported", "[1]")]
    [InlineData("issuer", "https://elsewhere.example.com")]
    public async Task A_discovery_that_lies_sends_nobody_anywhere(string member, string? value)
    {
        await using var login = await IssuerServer.StartAsync();
        using var ada = new Surfer(server);
        var name = await TrustAsync(login, Secret);
        login.Discovery = () => Discovery(login, (member, value is ['[', ..] ? JsonDocument.Parse(value).RootElement : value));
        var (status, text) = await ada.ReadAsync($"/ui/sign-in/{name}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("The identity provider cannot be reached now.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_endpoint_in_the_clouds_metadata_is_not_asked()
    {
        await using var login = await IssuerServer.StartAsync();
        using var ada = new Surfer(server);
        var name = await TrustAsync(login, Secret);
        login.Discovery = () => Discovery(login, ("token_endpoint", "https://169.254.169.254/token"));
        Sent = HttpUtility.ParseQueryString((await ada.BeginAsync(name)).Query);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ada.ReadAsync(Callback(login, name))).Status);
    }

    [Fact]
    public async Task An_answer_is_taken_of_its_own_provider_and_with_its_issuer_alone()
    {
        await using var login = await IssuerServer.StartAsync();
        await using var other = await IssuerServer.StartAsync();
        using var ada = new Surfer(server);
        var (name, otherName) = (await TrustAsync(login, Secret), await TrustAsync(other, Secret));
        var asked = 0;
        other.Token = login.Token = http =>
        {
            Interlocked.Increment(ref asked);
            return http.Response.WriteAsJsonAsync(new { id_token = IdToken(login, Sent) });
        };
        Sent = HttpUtility.ParseQueryString((await ada.BeginAsync(name)).Query);
        foreach (var wrong in new[]
        {
            Callback(login, otherName), Callback(other, name), Callback(login, name).Replace("state=", "state=x", StringComparison.Ordinal), Callback(login, name) + "&state=x",
            Callback(login, name).Replace("&iss=", "&x=", StringComparison.Ordinal), $"/ui/sign-in/{name}/callback", $"/ui/sign-in/{name}/callback?error=access_denied&state={Sent["state"]}",
            $"/ui/sign-in/nobody/callback?code=x&state={Sent["state"]}",
        })
        {
            var (status, text) = await ada.ReadAsync(wrong);
            Assert.True(status == HttpStatusCode.Unauthorized, $"{wrong}: {status}");
            Assert.DoesNotContain("access_denied", text, StringComparison.Ordinal);
        }

        Assert.Equal(0, asked);
        Assert.Equal(HttpStatusCode.OK, (await ada.ReadAsync(Callback(login, name))).Status);
        Assert.Equal(1, asked);
    }

    [Theory]
    [InlineData("https://evil.example.com/")]
    [InlineData("//evil.example.com/ui/")]
    [InlineData("/ui/\\evil.example.com")]
    [InlineData("/ui/\"><script>alert(1)</script>")]
    [InlineData("javascript:alert(1)")]
    public async Task Whatever_page_was_asked_for_it_is_one_of_ours(string next)
    {
        await using var login = await IssuerServer.StartAsync();
        using var ada = new Surfer(server);
        var name = await TrustAsync(login, Secret);
        login.Token = http => http.Response.WriteAsJsonAsync(new { id_token = IdToken(login, Sent) });
        Sent = HttpUtility.ParseQueryString((await ada.BeginAsync(name, next)).Query);
        var (status, text) = await ada.ReadAsync(Callback(login, name));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Matches("content=\"0; url=/ui/[^\"<>\\\\]*\"", text);
        Assert.DoesNotContain("<script>", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_site_begins_no_sign_in_and_the_page_keeps_its_strict_policy()
    {
        await using var login = await IssuerServer.StartAsync();
        using var ada = new Surfer(server);
        var name = await TrustAsync(login, Secret);
        foreach (var site in new[] { "cross-site", "same-site" })
        {
            using var answer = await ada.GetAsync($"/ui/sign-in/{name}", ("Sec-Fetch-Site", site));
            Assert.Equal("/ui/sign-in", answer.Headers.Location!.OriginalString);
        }

        Assert.Empty(ada.Cookies.GetCookies(ada.Home));
        using var begun = await ada.GetAsync($"/ui/sign-in/{name}", ("Sec-Fetch-Site", "same-origin"));
        Assert.StartsWith($"{login.Issuer.Url}/auth?", begun.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
        Assert.Matches("^__Host-qwak-sign-in=[^;]+; max-age=600; path=/; secure; samesite=lax; httponly$", begun.Headers.GetValues("Set-Cookie").Single());
        Assert.Contains("form-action 'self'; base-uri 'none'", begun.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ada.ReadAsync("/ui/sign-in/nobody")).Status);
        Assert.Equal(HttpStatusCode.RequestUriTooLong, (await ada.ReadAsync($"/ui/sign-in/{name}/callback?code={new string('x', 10_000)}")).Status);
    }

    [Fact]
    public async Task What_another_site_embeds_is_no_answer_and_uses_up_nobodys_tries()
    {
        await using var login = await IssuerServer.StartAsync();
        using var ada = new Surfer(server);
        var name = await TrustAsync(login, Secret);
        login.Token = http => http.Response.WriteAsJsonAsync(new { id_token = IdToken(login, Sent) });
        Sent = HttpUtility.ParseQueryString((await ada.BeginAsync(name)).Query);
        for (var i = 0; i < 200; i++)
        {
            using var embedded = await ada.GetAsync($"/ui/sign-in/{name}/callback?state=x", ("Sec-Fetch-Dest", i % 2 == 0 ? "image" : "iframe"));
            Assert.Equal("/ui/sign-in", embedded.Headers.Location?.OriginalString);
        }

        using var answer = await ada.GetAsync(Callback(login, name), ("Sec-Fetch-Dest", "document"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private System.Collections.Specialized.NameValueCollection Sent { get; set; } = null!;

    private static Dictionary<string, object?> Discovery(IssuerServer login, params (string Member, object? Value)[] changes)
    {
        var document = new Dictionary<string, object?>
        {
            ["issuer"] = login.Issuer.Url,
            ["jwks_uri"] = login.JwksUrl,
            ["authorization_endpoint"] = login.Issuer.Url + "/auth",
            ["token_endpoint"] = login.Issuer.Url + "/token",
            ["authorization_response_iss_parameter_supported"] = true,
        };
        foreach (var (member, value) in changes)
        {
            document[member] = value;
        }

        return document;
    }

    private static string IdToken(IssuerServer login, System.Collections.Specialized.NameValueCollection sent, string? padding = null)
    {
        var claims = login.Issuer.Claims(TimeProvider.System.GetUtcNow());
        (claims["aud"], claims["nonce"], claims["sub"], claims["padding"]) = (sent["client_id"], sent["nonce"], "user-1", padding);
        return login.Issuer.Sign(claims);
    }

    private async Task<string> TrustAsync(IssuerServer login, string? secret)
    {
        login.Discovery = () => Discovery(login);
        var name = server.NewName("login");
        await server.SignInWithAsync(name, login.Issuer.Url, secret);
        await server.SignsInAsync(name, "sub", "user-1");
        return name;
    }

    private string Callback(IssuerServer login, string provider) =>
        $"/ui/sign-in/{provider}/callback?code=the-code&state={Sent["state"]}&iss={Uri.EscapeDataString(login.Issuer.Url)}";

    private async Task LieAsync(HttpContext http, IssuerServer login, string lie)
    {
        if (await IssuerServer.TryLieAsync(http, lie, login.Issuer.Url + "/other"))
        {
            return;
        }

        var response = http.Response;
        switch (lie)
        {
            case "no token":
                await response.WriteAsJsonAsync(new { access_token = "of no use" });
                break;
            case "no Unicode":
                await response.WriteAsync("""{"id_token":"\ud800"}""");
                break;
            case "no gzip":
                response.Headers.ContentEncoding = "gzip";
                await response.WriteAsync("""{"id_token":"x"}""");
                break;
            case "refuses":
                response.StatusCode = 400;
                await response.WriteAsJsonAsync(new { error = "invalid_grant" });
                break;
            case "a token too large":
                await response.WriteAsJsonAsync(new { id_token = IdToken(login, Sent, new string('x', 10_000)) });
                break;
            default:
                await response.WriteAsJsonAsync(new { id_token = IdToken(login, new() { ["client_id"] = "qwak-ui", ["nonce"] = "another" }) });
                break;
        }
    }
}
