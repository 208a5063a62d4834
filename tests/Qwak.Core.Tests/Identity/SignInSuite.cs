using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Qwak.Clients.Administration;
using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Identity;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Identity;

/// <summary>Users sign in to the web UI with an identity provider, where administrators said who is who.</summary>
public abstract class SignInSuite : StoreSuite
{
    private const string ClientId = "qwak-ui";
    private const string ClientSecret = "a secret of the client: +/%";

    private static readonly Uri Callback = new("https://secrets.example.com/ui/sign-in/company/callback");
    private static readonly SignInEndpoints Endpoints = new(
        new Uri("https://login.example.com/auth?tenant=1"), new Uri("https://login.example.com/token"), NamesIssuer: true, TakesBasic: true);

    private readonly TestIssuer _issuer = new("https://login.example.com");

    private CodeRedemption? _redeemed;
    private int _redemptions;

    [Fact]
    public async Task A_user_signs_in_and_has_a_session_as_any_other()
    {
        await TrustAsync();
        var (cookie, sent) = await BeginAsync();
        Assert.Equal(
            ("code", ClientId, Callback.AbsoluteUri, "S256", "1"),
            (sent["response_type"], sent["client_id"], sent["redirect_uri"], sent["code_challenge_method"], sent["tenant"]));
        Assert.Contains("openid", sent["scope"].Split(' '));

        // No process remembers it: another one goes on with it.
        await Scene.RestartAsync();
        var (session, next) = (await CompleteAsync(cookie, sent)).Good();
        Assert.Equal("/ui/builds", next);
        Assert.Equal((Callback, "the-code"), (_redeemed!.RedirectAddress, _redeemed.Code));
        Assert.Equal(sent["code_challenge"], Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(_redeemed.CodeVerifier))));
        Assert.DoesNotContain(_redeemed.CodeVerifier, cookie, StringComparison.Ordinal);
        Assert.Equal(3, new[] { sent["state"], sent["nonce"], _redeemed.CodeVerifier }.Distinct().Count());

        var (context, offers) = (await Scene.Store.Sessions.FindAsync(session, User.Origin)).Good();
        Assert.Equal("ada@example.com", offers.Principal.Name);
        Assert.Equal("value", await new User(Scene.Store, context).ReadAsync("db-password"));
        var events = await Scene.EventsAsync();
        var authenticated = events.Single(e => e.Action == AuditActions.SessionAuthenticate);
        Assert.Equal(("ada@example.com", "company/ada", "ok"), (authenticated.Principal, authenticated.Name, authenticated.Outcome));
        Assert.Matches("^sign-in:[0-9a-f]{32} of user-1$", authenticated.Credential);
        Assert.Contains(events, e => e.Action == AuditActions.SessionStart && authenticated.Credential!.StartsWith(e.Credential!, StringComparison.Ordinal));

        // An hour, however long the ID token was good.
        Scene.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.True(await IsGoodAsync(session));
        Scene.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(await IsGoodAsync(session));
    }

    [Fact]
    public async Task Each_wrong_answer_and_token_is_refused_and_the_trail_says_why()
    {
        await TrustAsync();
        using var other = new TestIssuer(_issuer.Url);
        using var elsewhere = new TestIssuer("https://elsewhere.example.com");
        var now = Scene.Time.GetUtcNow().ToUnixTimeSeconds();

        // What the browser brings.
        await RefusedAsync("state_wrong", answer: (sent, a) => Answer(a.State + "x", a.Code, a.Issuer));
        await RefusedAsync("state_wrong", answer: (sent, a) => Answer(null, a.Code, a.Issuer));
        await RefusedAsync("state_wrong", answer: (sent, a) => Answer(sent["nonce"], a.Code, a.Issuer));
        await RefusedAsync("state_wrong", cookie: _ => null);
        await RefusedAsync("state_wrong", cookie: text => text[..^1] + (text[^1] == 'A' ? 'E' : 'A'));
        await RefusedAsync("state_wrong", cookie: text => "x" + text);
        await RefusedAsync("state_wrong", cookie: _ => new string('.', 5000));
        await RefusedAsync("state_wrong", cookie: _ => "company.1.!.!.!");
        var (others, _) = await BeginAsync();
        await RefusedAsync("state_wrong", cookie: _ => others);
        await RefusedAsync("state_wrong", provider: "other");
        await RefusedAsync("issuer_wrong", answer: (_, a) => Answer(a.State, a.Code, "https://elsewhere.example.com"));
        await RefusedAsync("issuer_wrong", answer: (_, a) => Answer(a.State, a.Code, null));
        await RefusedAsync("sign_in_denied", answer: (_, a) => Answer(a.State, null, a.Issuer));
        await RefusedAsync("sign_in_denied", answer: (_, a) => Answer(a.State, "", a.Issuer));
        Assert.Equal(0, _redemptions);

        // What the provider answers.
        await RefusedAsync("token_malformed", token: _ => "not a token");
        await RefusedAsync("token_too_large", token: nonce => With(nonce, "padding", new string('x', OidcToken.MaximumLength)));
        await RefusedAsync("token_algorithm", token: nonce => _issuer.Sign(Claims(nonce), "none", new { alg = "none", kid = "r" }) + "AA");
        await RefusedAsync("token_algorithm", token: nonce => _issuer.Sign(Claims(nonce), "HS256"));
        await RefusedAsync("signature_wrong", token: nonce => other.Sign(Claims(nonce)));
        await RefusedAsync("signature_wrong", token: nonce => _issuer.Sign(Claims(nonce), "HS256", new { alg = "RS256", kid = "r" }));
        await RefusedAsync("issuer_unknown", token: nonce => With(nonce, "iss", "https://login.example.com/"));
        await RefusedAsync("audience_wrong", token: nonce => With(nonce, "aud", "another-client"));
        await RefusedAsync("audience_wrong", token: nonce => With(nonce, "aud", TestIssuer.Audience));
        await RefusedAsync("audience_wrong", token: nonce => With(nonce, "aud", new[] { ClientId, "another-client" }));
        await RefusedAsync("audience_wrong", token: nonce => With(nonce, "azp", "another-client"));
        await RefusedAsync("nonce_wrong", token: _ => _issuer.Sign(Claims("of another sign-in")));
        await RefusedAsync("nonce_wrong", token: _ => With("", "nonce", null));
        await RefusedAsync("nonce_wrong", token: _ => With("", "nonce", ""));
        await RefusedAsync("token_expired", token: nonce => With(nonce, "exp", now));
        await RefusedAsync("token_not_yet_valid", token: nonce => With(nonce, "iat", now + 60));
        await RefusedAsync("token_too_long_lived", token: nonce => With(nonce, "exp", now + (25 * 3600)));
        await RefusedAsync("rule_none", token: nonce => With(nonce, "email", "eve@example.com"));
        await RefusedAsync("rule_none", token: nonce => With(nonce, "email_verified", false));
        await RefusedAsync("rule_none", token: nonce => With(nonce, "email_verified", null));
        await RefusedAsync("code_wrong", problem: TokenProblem.WrongCode);

        // Another provider's token, though its issuer is known and a rule of it would match.
        (await Scene.Store.IdentityProviders.CreateAsync(Admin.Context, Provider("other", elsewhere.Url))).Good();
        await RuleAsync("eve", "other", ("email", "ada@example.com"));
        await RefusedAsync("issuer_wrong", token: nonce => elsewhere.Sign(OfAda(elsewhere, nonce)), keys: elsewhere);

        // Too late, and then in time with two audiences of which ours is the party.
        var (cookie, sent) = await BeginAsync();
        Scene.Time.Advance(SignInAttempt.Lifetime);
        Assert.True((await CompleteAsync(cookie, sent)).IsRefused);
        await OutcomeAsync("state_wrong");
        var claims = new Func<string, string>(nonce =>
        {
            var good = Claims(nonce);
            good["aud"] = new[] { ClientId, "another-client" };
            good["azp"] = ClientId;
            return _issuer.Sign(good, "ES256");
        });
        (cookie, sent) = await BeginAsync();
        (await CompleteAsync(cookie, sent, token: claims)).Good();

        string With(string nonce, string claim, object? value)
        {
            var changed = Claims(nonce);
            changed[claim] = value;
            return _issuer.Sign(changed.Where(pair => pair.Value is not null).ToDictionary());
        }

        async Task RefusedAsync(
            string outcome, Func<Dictionary<string, string>, SignInAnswer, SignInAnswer>? answer = null, Func<string, string?>? cookie = null,
            string provider = "company", Func<string, string>? token = null, TokenProblem? problem = null, TestIssuer? keys = null)
        {
            var (kept, sent) = await BeginAsync();
            var good = Answer(sent["state"], "the-code", _issuer.Url);
            var refused = await CompleteAsync(cookie is null ? kept : cookie(kept), sent, answer?.Invoke(sent, good) ?? good, provider, token, problem, keys);
            Assert.True(refused.Refusal?.Code == RefusalCode.Unauthenticated, $"{outcome} was meant, and it was {refused.Refusal?.Code}");
            await OutcomeAsync(outcome);
        }

        async Task OutcomeAsync(string outcome)
        {
            await Scene.Store.Refusals.FlushAsync();
            var recorded = await Scene.LastEventAsync();
            Assert.True(recorded.Action == AuditActions.SessionAuthenticate && recorded.Outcome == outcome, $"{outcome} was meant, {recorded.Outcome} recorded");
        }
    }

    [Fact]
    public async Task An_id_token_signs_in_once_also_after_a_restart()
    {
        await TrustAsync();
        var (cookie, sent) = await BeginAsync();
        var token = _issuer.Sign(Claims(sent["nonce"]), "ES256");
        var racing = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => CompleteAsync(cookie, sent, token: _ => token)));
        Assert.Equal(1, racing.Count(result => !result.IsRefused));
        await Scene.RestartAsync();
        Assert.Equal("unauthenticated", (await CompleteAsync(cookie, sent, token: _ => TestIssuer.Twist(token))).Code());
        Assert.Equal(1, await Scene.Place.ScalarAsync<long>("SELECT COUNT(*) FROM ui_session"));
    }

    [Theory]
    [InlineData("rule")]
    [InlineData("provider")]
    [InlineData("user")]
    [InlineData("everywhere")]
    [InlineData("row")]
    public async Task A_session_ends_with_its_rule_its_provider_and_its_user(string end)
    {
        await TrustAsync();
        var session = await SignInAsync();
        var (context, _) = (await Scene.Store.Sessions.FindAsync(session, User.Origin)).Good();
        switch (end)
        {
            case "rule":
                (await Scene.Store.IdentityRules.DeleteAsync(Admin.Context, "ada")).Good();
                await RuleAsync("ada", "company", ("email", "ada@example.com"));
                break;
            case "provider":
                (await Scene.Store.IdentityProviders.DeleteAsync(Admin.Context, "company")).Good();
                break;
            case "user":
                (await Scene.Store.Users.DeleteAsync(Admin.Context, "ada@example.com")).Good();
                break;
            case "everywhere":
                (await Scene.Store.Sessions.EndAllAsync(context)).Good();
                break;
            default:
                await Scene.Place.ExecuteAsync("UPDATE workload_login SET expires_at = expires_at + 86400000");
                await Scene.RestartAsync();
                break;
        }

        Assert.False(await IsGoodAsync(session));
        var read = await new User(Scene.Store, context).ReadAsync("db-password");
        Assert.Equal(end == "everywhere" ? "value" : "<unauthenticated>", read);
    }

    [Fact]
    public async Task A_users_rule_gives_workloads_nothing_and_a_service_accounts_signs_nobody_in()
    {
        await TrustAsync();
        (await Scene.Store.IdentityProviders.DeleteAsync(Admin.Context, "company")).Good();
        (await Scene.Store.IdentityProviders.CreateAsync(Admin.Context, Provider("company", _issuer.Url) with { Audiences = [ClientId] })).Good();
        await RuleAsync("ada", "company", ("email", "ada@example.com"));
        (await Scene.Store.ServiceAccounts.CreateAsync(Admin.Context, "trainer")).Good();
        var idToken = _issuer.Sign(Claims("n"));
        Assert.Equal("unauthenticated", (await Scene.Store.TokenExchange.ExchangeAsync(idToken, User.Origin, Key(_issuer), TestContext.Current.CancellationToken)).Code());

        (await Scene.Store.IdentityRules.DeleteAsync(Admin.Context, "ada")).Good();
        (await Scene.Store.IdentityRules.CreateAsync(Admin.Context, new("ci", "company", "trainer", null, new Dictionary<string, string> { ["email"] = "ada@*" }))).Good();
        var (cookie, sent) = await BeginAsync();
        Assert.Equal("unauthenticated", (await CompleteAsync(cookie, sent)).Code());
        (await Scene.Store.TokenExchange.ExchangeAsync(idToken, User.Origin, Key(_issuer), TestContext.Current.CancellationToken)).Good();
    }

    [Fact]
    public async Task The_clients_secret_is_sealed_and_a_provider_without_audiences_exchanges_nothing()
    {
        await TrustAsync();
        var made = (await Scene.Store.IdentityProviders.ListAsync(Admin.Context)).Good().Single();
        Assert.Equal((ClientId, true), (made.ClientId, made.HasClientSecret));
        Assert.DoesNotContain(ClientSecret, Provider("x", "https://x.example.com").ToString(), StringComparison.Ordinal);
        var stored = await Scene.Place.ScalarAsync<byte[]>("SELECT client_secret FROM identity_provider");
        Assert.DoesNotContain(ClientSecret, Encoding.UTF8.GetString(stored!), StringComparison.Ordinal);
        foreach (var audience in new[] { "", ClientId })
        {
            var claims = Claims("n");
            claims["aud"] = audience;
            Assert.Equal("unauthenticated", (await Scene.Store.TokenExchange.ExchangeAsync(_issuer.Sign(claims), User.Origin, Key(_issuer), TestContext.Current.CancellationToken)).Code());
        }
    }

    [Theory]
    [InlineData("UPDATE identity_provider SET client_id = 'another-client'")]
    [InlineData("UPDATE identity_provider SET client_id = NULL, client_secret = NULL")]
    [InlineData("UPDATE identity_provider SET client_secret = NULL")]
    [InlineData("UPDATE identity_rule SET claims = 'email=eve@example.com'")]
    public async Task Nothing_is_allowed_once_a_sign_in_client_was_altered(string tampering)
    {
        await TrustAsync();
        var (cookie, sent) = await BeginAsync();
        await Scene.Place.ExecuteAsync(tampering);
        await Scene.Store.DisposeAsync();
        await using var store = await Scene.Place.OpenAsync(Scene.Options(Scene.Time));
        Assert.Empty(await store.SignIns.ProvidersAsync());
        Assert.Equal("integrity_failure", (await CompleteAsync(cookie, sent, store: store)).Code());
    }

    [Fact]
    public async Task Definitions_that_would_let_the_wrong_ones_in_are_refused()
    {
        await TrustAsync();
        foreach (var definition in new[]
        {
            Provider("x", "https://a.example.com") with { ClientId = "" }, Provider("x", "https://a.example.com") with { ClientId = "a b" },
            Provider("x", "https://a.example.com") with { ClientId = null, Audiences = ["a"] }, Provider("x", "https://a.example.com") with { ClientSecret = "" },
            Provider("x", "https://a.example.com") with { ClientSecret = "line\nend" }, Provider("x", "https://a.example.com") with { ClientSecret = new string('x', 1025) },
            Provider("x", "https://a.example.com") with { ClientId = null, ClientSecret = null },
        })
        {
            Assert.Equal("invalid_value", (await Scene.Store.IdentityProviders.CreateAsync(Admin.Context, definition)).Code());
        }

        (await Scene.Store.IdentityProviders.CreateAsync(Admin.Context, new("ci", "https://ci.example.com", ["a"]))).Good();
        var sub = new Dictionary<string, string> { ["sub"] = "user-1" };
        foreach (var (code, rule) in new (string, IdentityRuleDefinition)[]
        {
            ("invalid_value", new("x", "company", null, "ada@example.com", new Dictionary<string, string> { ["email"] = "ada@*" })),
            ("invalid_value", new("x", "company", "trainer", "ada@example.com", sub)),
            ("invalid_value", new("x", "company", null, null, sub)),
            ("invalid_value", new("x", "ci", null, "ada@example.com", sub)),
            ("not_found", new("x", "company", null, "nobody@example.com", sub)),
            ("not_found", new("x", "company", "ada@example.com", null, sub)),
        })
        {
            Assert.Equal(code, (await Scene.Store.IdentityRules.CreateAsync(Admin.Context, rule)).Code());
        }

        // Nobody is made by signing in.
        Assert.DoesNotContain((await Scene.Store.Users.ListAsync(Admin.Context)).Good(), user => user.Name == "nobody@example.com");
    }

    [Fact]
    public async Task Refused_answers_are_limited_by_address_and_a_provider_that_is_down_hinders_no_key()
    {
        await TrustAsync();
        var down = await Scene.Store.SignIns.BeginAsync(
            "company", "", Callback, User.Origin, (_, _) => Task.FromResult<(SignInEndpoints?, TokenProblem?)>((null, TokenProblem.UnreachableIssuer)), TestContext.Current.CancellationToken);
        Assert.Equal("unavailable", down.Code());
        for (var i = 0; i < new FailedLoginOptions().PerAddress; i++)
        {
            Assert.Equal("unauthenticated", (await CompleteAsync("made up", [], Answer("x", "y", null))).Code());
        }

        Assert.Equal("rate_limited", (await CompleteAsync("made up", [], Answer("x", "y", null))).Code());
        Assert.Equal("rate_limited", (await Scene.Store.SignIns.BeginAsync("company", "", Callback, User.Origin, Find, TestContext.Current.CancellationToken)).Code());
        (await Scene.Store.Sessions.StartAsync(Scene.Place.AdminKey, User.Origin)).Good();
        Assert.Equal("unauthenticated", (await Scene.Store.TokenExchange.ExchangeAsync("not a token", User.Origin, Key(_issuer), TestContext.Current.CancellationToken)).Code());
    }

    private static IdentityProviderDefinition Provider(string name, string issuer) => new(name, issuer, null) { ClientId = ClientId, ClientSecret = ClientSecret };

    private static SignInAnswer Answer(string? state, string? code, string? issuer) => new() { State = state, Code = code, Issuer = issuer };

    private static Task<(SignInEndpoints?, TokenProblem?)> Find(IdentityProvider provider, CancellationToken cancellationToken) =>
        Task.FromResult<(SignInEndpoints?, TokenProblem?)>((Endpoints, null));

    private static FindIssuerKey Key(TestIssuer issuer) => (_, keyId, _) =>
    {
        var key = IssuerKeySet.Parse(Encoding.UTF8.GetBytes(issuer.Jwks()))!.Find(keyId);
        return Task.FromResult((key, key is null ? TokenProblem.UnknownKey : null));
    };

    private async Task TrustAsync()
    {
        (await Admin.SetAsync("db-password", "value")).Good();
        await Scene.UserAsync("ada@example.com", "reader");
        (await Scene.Store.IdentityProviders.CreateAsync(Admin.Context, Provider("company", _issuer.Url))).Good();
        Assert.Equal(["company"], await Scene.Store.SignIns.ProvidersAsync());
        await RuleAsync("ada", "company", ("email", "ada@example.com"));
    }

    private async Task RuleAsync(string name, string provider, params (string Name, string Pattern)[] claims) =>
        (await Scene.Store.IdentityRules.CreateAsync(Admin.Context, new(name, provider, null, "ada@example.com", claims.ToDictionary(claim => claim.Name, claim => claim.Pattern)))).Good();

    private Dictionary<string, object?> Claims(string nonce) => OfAda(_issuer, nonce);

    private Dictionary<string, object?> OfAda(TestIssuer issuer, string nonce)
    {
        var claims = issuer.Claims(Scene.Time.GetUtcNow());
        (claims["aud"], claims["sub"], claims["nonce"], claims["email"], claims["email_verified"]) = (ClientId, "user-1", nonce, "ada@example.com", true);
        return claims;
    }

    private async Task<SessionToken> SignInAsync()
    {
        var (cookie, sent) = await BeginAsync();
        return (await CompleteAsync(cookie, sent)).Good().Session;
    }

    private async Task<(string Cookie, Dictionary<string, string> Sent)> BeginAsync()
    {
        var (cookie, address) = (await Scene.Store.SignIns.BeginAsync("company", "/ui/builds", Callback, User.Origin, Find, TestContext.Current.CancellationToken)).Good();
        Assert.StartsWith("https://login.example.com/auth?tenant=1&", address, StringComparison.Ordinal);
        return (cookie, new Uri(address).Query[1..].Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1])));
    }

    private Task<Result<(SessionToken Session, string Next)>> CompleteAsync(
        string? cookie, Dictionary<string, string> sent, SignInAnswer? answer = null, string provider = "company", Func<string, string>? token = null,
        TokenProblem? problem = null, TestIssuer? keys = null, Core.Storage.Store? store = null)
    {
        return (store ?? Scene.Store).SignIns.CompleteAsync(
            provider, cookie, answer ?? Answer(sent["state"], "the-code", _issuer.Url), Callback, User.Origin, (Find, RedeemAsync, Key(keys ?? _issuer)),
            TestContext.Current.CancellationToken);

        Task<(string?, TokenProblem?)> RedeemAsync(IdentityProvider of, SignInEndpoints endpoints, CodeRedemption redemption)
        {
            _redemptions++;
            _redeemed = redemption;
            Assert.Equal(ClientSecret, redemption.ClientSecret!.Reveal());
            return Task.FromResult<(string?, TokenProblem?)>(problem is null ? (token?.Invoke(sent["nonce"]) ?? _issuer.Sign(Claims(sent["nonce"])), null) : (null, problem));
        }
    }

    private async Task<bool> IsGoodAsync(SessionToken session) => !(await Scene.Store.Sessions.FindAsync(session, User.Origin)).IsRefused;
}

public sealed class SignInOnSqlite : SignInSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
