using System.Text.Json;
using Qwak.Clients.Administration;
using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Identity;
using Qwak.Core.Telemetry;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Identity;

/// <summary>OIDC tokens are exchanged for access tokens of service accounts, where administrators said so.</summary>
public abstract class WorkloadIdentitySuite : StoreSuite
{
    private readonly TestIssuer _issuer = new("https://ci.example.com");

    private string Token => _issuer.Token(Scene.Time.GetUtcNow());

    [Fact]
    public async Task A_token_gives_an_access_token_of_the_service_account_that_never_outlives_it()
    {
        await TrustAsync();
        foreach (var alg in new[] { "RS256", "ES256" })
        {
            var issued = (await ExchangeAsync(_issuer.Token(Scene.Time.GetUtcNow(), alg))).Good();
            Assert.Equal(Scene.Time.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds(), issued.ExpiresAt.ToUnixTimeSeconds());
            var workload = await Scene.UseAsync(issued.Token);
            Assert.Equal("value", await workload.ReadAsync("db-password"));
            Assert.Equal("<permission_denied>", await workload.ReadAsync("other-secret"));
        }

        var events = await Scene.EventsAsync();
        var exchange = events.First(e => e.Action == AuditActions.WorkloadAuthenticate);
        Assert.Equal(("trainer", "ci/models", "ok"), (exchange.Principal, exchange.Name, exchange.Outcome));
        Assert.Matches("^workload:[0-9a-f]{32} of repo:acme/models:ref:refs/heads/main$", exchange.Credential);
        Assert.Contains(events, e => e is { Action: AuditActions.SecretRead, Principal: "trainer", Outcome: "ok" } && exchange.Credential!.StartsWith(e.Credential!, StringComparison.Ordinal));

        var longer = _issuer.Claims(Scene.Time.GetUtcNow());
        longer["exp"] = Scene.Time.GetUtcNow().AddHours(3).ToUnixTimeSeconds();
        var hour = (await ExchangeAsync(_issuer.Sign(longer))).Good();
        Assert.Equal(Scene.Time.GetUtcNow().AddHours(1).ToUnixTimeSeconds(), hour.ExpiresAt.ToUnixTimeSeconds());
        var user = await Scene.UseAsync(hour.Token);
        Scene.Time.Advance(TimeSpan.FromHours(1));
        Assert.True((await Scene.Store.Authenticator.AuthenticateBearerAsync(hour.Token, User.Origin)).IsRefused);
        Scene.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal("<unauthenticated>", await user.ReadAsync("db-password"));
    }

    [Fact]
    public async Task Exchanges_are_counted_by_their_outcome()
    {
        StoreTelemetry telemetry = null!;
        await Scene.RestartAsync(options =>
        {
            telemetry = options.Telemetry;
            return options;
        });
        await TrustAsync();
        (await ExchangeAsync(Token)).Good();
        Assert.True((await ExchangeAsync("not a token")).IsRefused);
        var counts = telemetry.Operations.Read().Where(pair => pair.Key.Action == AuditActions.WorkloadAuthenticate).ToDictionary(pair => pair.Key.Refusal?.ToString() ?? "ok", pair => pair.Value);
        Assert.Equal((1L, 1L, 2), (counts["ok"], counts[nameof(RefusalCode.Unauthenticated)], counts.Count));
    }

    [Fact]
    public async Task Each_wrong_token_is_refused_and_the_trail_says_why()
    {
        await TrustAsync();
        using var other = new TestIssuer(_issuer.Url);
        var now = Scene.Time.GetUtcNow().ToUnixTimeSeconds();
        var good = Token;
        var parts = good.Split('.');
        foreach (var (outcome, token) in new (string, string)[]
        {
            ("token_malformed", ""),
            ("token_malformed", "not a token"),
            ("token_malformed", $"{parts[0]}.{parts[1]}."),
            ("token_malformed", $"{parts[0]}.{parts[1]}.{parts[2]}.{parts[2]}.{parts[2]}"),
            ("token_malformed", _issuer.Sign(parts[0], TestIssuer.Part("""{"iss":"https://ci.example.com","iss":"https://ci.example.com","sub":"x","aud":"x","iat":1,"exp":2}"""), "RS256")),
            ("token_malformed", _issuer.Sign(parts[0], TestIssuer.Part(JsonSerializer.Serialize(Claims()).Replace("\"acme/models\"", "[\"\\ud800\"]", StringComparison.Ordinal)), "RS256")),
            ("token_malformed", _issuer.Sign(parts[0], TestIssuer.Part(JsonSerializer.Serialize(Claims()).Replace("\"acme/models\"", "{\"\\ud800\":1}", StringComparison.Ordinal)), "RS256")),
            ("token_malformed", With("exp", null)),
            ("token_malformed", With("exp", "tomorrow")),
            ("token_malformed", With("iat", null)),
            ("token_malformed", With("nbf", "now")),
            ("token_malformed", With("sub", null)),
            ("token_malformed", With("aud", null)),
            ("token_malformed", _issuer.Sign(_issuer.Claims(Scene.Time.GetUtcNow()), header: new { alg = "RS256" })),
            ("token_malformed", _issuer.Sign(_issuer.Claims(Scene.Time.GetUtcNow()), header: new { alg = "RS256", kid = "r", crit = new[] { "b64" } })),
            ("token_too_large", With("padding", new string('x', OidcToken.MaximumLength))),
            ("token_algorithm", _issuer.Sign(Claims(), "none", new { alg = "none", kid = "r" }) + "AA"),
            ("token_algorithm", _issuer.Sign(Claims(), "HS256")),
            ("token_algorithm", _issuer.Sign(Claims(), "HS256-jwks", new { alg = "HS256", kid = "r" })),
            ("token_algorithm", _issuer.Sign(Claims(), "RS512")),
            ("token_algorithm", _issuer.Sign(Claims(), "PS256")),
            ("signature_wrong", _issuer.Sign(Claims(), "HS256", new { alg = "RS256", kid = "r" })),
            ("signature_wrong", _issuer.Sign(Claims(), "HS256", new { alg = "ES256", kid = "e" })),
            ("signature_wrong", _issuer.Sign(Claims(), "RS256", new { alg = "ES256", kid = "r" })),
            ("signature_wrong", _issuer.Sign(Claims(), "RS512", new { alg = "RS256", kid = "r" })),
            ("signature_wrong", other.Token(Scene.Time.GetUtcNow())),
            ("signature_wrong", other.Token(Scene.Time.GetUtcNow(), "ES256")),
            ("signature_wrong", $"{parts[0]}.{TestIssuer.Part(Claims())}.{parts[2]}"),
            ("key_unknown", _issuer.Sign(Claims(), header: new { alg = "RS256", kid = "z" })),
            ("issuer_unknown", With("iss", "https://ci.example.com/")),
            ("issuer_unknown", With("iss", "https://CI.example.com")),
            ("audience_wrong", With("aud", "https://secrets.example.com/")),
            ("audience_wrong", With("aud", new[] { "https://elsewhere.example.com" })),
            ("token_expired", With("exp", now)),
            ("token_expired", With("exp", now - 3600)),
            ("token_not_yet_valid", With("nbf", now + 60)),
            ("token_not_yet_valid", With("iat", now + 60)),
            ("token_too_long_lived", With("exp", now + (25 * 3600))),
            ("rule_none", With("repository", "acme/models2")),
            ("rule_none", With("repository", null)),
            ("rule_none", With("ref", "refs/heads/other")),
        })
        {
            var refused = (await ExchangeAsync(token)).Refusal;
            Assert.Equal((RefusalCode.Unauthenticated, "The token was not accepted. The service's audit trail and log say why."), (refused?.Code, refused?.Message));
            await Scene.Store.Refusals.FlushAsync();
            var recorded = await Scene.LastEventAsync();
            Assert.True(recorded.Action == AuditActions.WorkloadAuthenticate && recorded.Outcome == outcome, $"{outcome} was meant, {recorded.Outcome} recorded");
        }

        (await ExchangeAsync(good)).Good();
        (await ExchangeAsync(With("nbf", now + 20))).Good();
        (await ExchangeAsync(With("aud", new[] { "https://elsewhere.example.com", TestIssuer.Audience }))).Good();

        Dictionary<string, object?> Claims() => _issuer.Claims(Scene.Time.GetUtcNow());

        string With(string claim, object? value)
        {
            var claims = Claims();
            if (value is null)
            {
                claims.Remove(claim);
            }
            else
            {
                claims[claim] = value;
            }

            return _issuer.Sign(claims);
        }
    }

    [Fact]
    public async Task A_token_is_exchanged_once_whatever_its_signature_and_after_a_restart_too()
    {
        await TrustAsync();
        var (rsa, ec) = (Token, _issuer.Token(Scene.Time.GetUtcNow(), "ES256"));
        var racing = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ExchangeAsync(rsa)));
        Assert.Equal(1, racing.Count(result => !result.IsRefused));
        (await ExchangeAsync(ec)).Good();
        Assert.Equal("unauthenticated", (await ExchangeAsync(TestIssuer.Twist(ec))).Code());
        await Scene.Store.Refusals.FlushAsync();
        Assert.Equal("token_replayed", (await Scene.LastEventAsync()).Outcome);
        await Scene.RestartAsync();
        Assert.Equal("unauthenticated", (await ExchangeAsync(rsa)).Code());
    }

    [Fact]
    public async Task A_twisted_signature_is_as_good_as_the_first()
    {
        await TrustAsync();
        (await ExchangeAsync(TestIssuer.Twist(_issuer.Token(Scene.Time.GetUtcNow(), "ES256")))).Good();
    }

    [Fact]
    public async Task Tokens_of_a_provider_that_says_so_are_exchanged_again_until_they_expire()
    {
        await TrustAsync(reusable: true);
        var token = Token;
        (await ExchangeAsync(token)).Good();
        (await ExchangeAsync(token)).Good();
        Scene.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("unauthenticated", (await ExchangeAsync(token)).Code());
    }

    [Fact]
    public async Task What_was_exchanged_is_remembered_until_it_expires_and_no_longer()
    {
        await TrustAsync();
        for (var i = 0; i < 5; i++)
        {
            (await ExchangeAsync(Token)).Good();
        }

        Assert.Equal(5, await Scene.Place.ScalarAsync<long>("SELECT count(*) FROM workload_login"));
        Scene.Time.Advance(TimeSpan.FromMinutes(5));
        (await ExchangeAsync(Token)).Good();
        Assert.Equal(1, await Scene.Place.ScalarAsync<long>("SELECT count(*) FROM workload_login"));
    }

    [Fact]
    public async Task Rules_for_different_accounts_that_match_one_token_are_refused_and_for_the_same_are_not()
    {
        await TrustAsync();
        await RuleAsync("again", "trainer", ("ref", "refs/heads/*"));
        (await ExchangeAsync(Token)).Good();
        (await Scene.Store.ServiceAccounts.CreateAsync(Admin.Context, "deployer")).Good();
        await RuleAsync("deploy", "deployer", ("sub", "repo:acme/*"));
        Assert.Equal("unauthenticated", (await ExchangeAsync(Token)).Code());
        await Scene.Store.Refusals.FlushAsync();
        Assert.Equal("rule_ambiguous", (await Scene.LastEventAsync()).Outcome);
    }

    [Theory]
    [InlineData("rule")]
    [InlineData("provider")]
    [InlineData("account")]
    public async Task Access_tokens_end_with_the_rule_the_provider_and_the_account(string deleted)
    {
        await TrustAsync();
        var workload = await Scene.UseAsync((await ExchangeAsync(Token)).Good().Token);
        Assert.Equal("value", await workload.ReadAsync("db-password"));
        (deleted switch
        {
            "rule" => await Scene.Store.IdentityRules.DeleteAsync(Admin.Context, "models"),
            "provider" => await Scene.Store.IdentityProviders.DeleteAsync(Admin.Context, "ci"),
            _ => await Scene.Store.ServiceAccounts.DeleteAsync(Admin.Context, "trainer"),
        }).Good();
        Assert.Equal("<unauthenticated>", await workload.ReadAsync("db-password"));
        Assert.Equal("unauthenticated", (await ExchangeAsync(Token)).Code());

        // What is made anew under the same names is another.
        if (deleted == "account")
        {
            (await Scene.Store.ServiceAccounts.CreateAsync(Admin.Context, "trainer")).Good();
            Assert.Empty((await Scene.Store.IdentityRules.ListAsync(Admin.Context)).Good());
        }
        else if (deleted == "rule")
        {
            await RuleAsync("models", "trainer", ("repository", "acme/models"));
        }

        Assert.Equal("<unauthenticated>", await workload.ReadAsync("db-password"));
    }

    [Theory]
    [InlineData("UPDATE identity_provider SET issuer = 'https://evil.example.com'")]
    [InlineData("UPDATE identity_provider SET jwks_url = 'https://evil.example.com/jwks'")]
    [InlineData("UPDATE identity_provider SET audiences = 'x'")]
    [InlineData("UPDATE identity_rule SET claims = 'sub=*'")]
    [InlineData("UPDATE identity_rule SET principal_id = (SELECT id FROM principal WHERE name = 'admin')")]
    [InlineData("DELETE FROM identity_rule")]
    public async Task Nothing_is_exchanged_or_allowed_once_a_provider_or_a_rule_was_altered(string tampering)
    {
        await TrustAsync();
        await Scene.Place.ExecuteAsync(tampering);
        await Scene.Store.DisposeAsync();
        await using var store = await Scene.Place.OpenAsync(Scene.Options(Scene.Time));
        Assert.Equal("integrity_failure", (await store.TokenExchange.ExchangeAsync(Token, User.Origin, FindKeyAsync, TestContext.Current.CancellationToken)).Code());
        Assert.Equal("integrity_failure", (await store.Secrets.GetAsync(Admin.Context, null, "db-password", null)).Code());
    }

    [Fact]
    public async Task An_exchange_whose_row_was_altered_is_good_for_nothing()
    {
        await TrustAsync();
        var workload = await Scene.UseAsync((await ExchangeAsync(Token)).Good().Token);
        await Scene.Place.ExecuteAsync("UPDATE workload_login SET expires_at = expires_at + 86400000");
        await Scene.RestartAsync();
        Assert.Equal("<unauthenticated>", await (await Scene.UseAsync(await SameTokenAsync())).ReadAsync("db-password"));

        // A token of ours for the same credential, as if it had been kept.
        async Task<string> SameTokenAsync()
        {
            var id = await Scene.Place.ScalarAsync<string>("SELECT id FROM workload_login");
            Assert.Equal(Credentials.OfWorkload(id), workload.Context.Credential);
            return Scene.Store.Tokens.Create("any", workload.Context.Credential, Scene.Time.GetUtcNow().AddMinutes(5));
        }
    }

    [Fact]
    public async Task Only_an_administrator_says_whom_to_trust()
    {
        await TrustAsync();
        var member = await Scene.UserAsync("member-1");
        var denied = new[]
        {
            (await Scene.Store.IdentityProviders.ListAsync(member.Context)).Code(),
            (await Scene.Store.IdentityProviders.CreateAsync(member.Context, Provider("other", "https://other.example.com"))).Code(),
            (await Scene.Store.IdentityProviders.DeleteAsync(member.Context, "ci")).Code(),
            (await Scene.Store.IdentityRules.ListAsync(member.Context)).Code(),
            (await Scene.Store.IdentityRules.CreateAsync(member.Context, Rule("mine", "trainer", ("sub", "me")))).Code(),
            (await Scene.Store.IdentityRules.DeleteAsync(member.Context, "models")).Code(),
        };
        Assert.All(denied, code => Assert.Equal("permission_denied", code));
        (await ExchangeAsync(Token)).Good();
    }

    [Fact]
    public async Task Definitions_that_would_trust_too_much_or_nobody_are_refused()
    {
        await TrustAsync();
        foreach (var definition in new[]
        {
            Provider("x", "http://ci.example.com"), Provider("x", "ftp://ci"), Provider("x", "https://ci.example.com?a=b"), Provider("x", "https://user:pw@ci.example.com"),
            Provider("x", "https://a.example.com") with { Audiences = [] }, Provider("x", "https://a.example.com") with { Audiences = ["a b"] },
            Provider("x", "https://a.example.com") with { JwksUrl = "http://10.0.0.1/keys" }, Provider("x", "https://a.example.com") with { CertificateAuthority = "no PEM" },
        })
        {
            Assert.Equal("invalid_value", (await Scene.Store.IdentityProviders.CreateAsync(Admin.Context, definition)).Code());
        }

        foreach (var rule in new[]
        {
            Rule("x", "trainer"), Rule("x", "trainer", ("sub", "*")), Rule("x", "trainer", ("sub", "**"), ("ref", "*")), Rule("x", "trainer", ("a=b", "c")),
            Rule("x", "trainer", ("sub", "line\nref=other")),
        })
        {
            Assert.Equal("invalid_value", (await Scene.Store.IdentityRules.CreateAsync(Admin.Context, rule)).Code());
        }

        Assert.Equal("invalid_name", (await Scene.Store.IdentityProviders.CreateAsync(Admin.Context, Provider("No Name", "https://a.example.com"))).Code());
        Assert.Equal("already_exists", (await Scene.Store.IdentityProviders.CreateAsync(Admin.Context, Provider("x", _issuer.Url))).Code());
        Assert.Equal("not_found", (await Scene.Store.IdentityRules.CreateAsync(Admin.Context, Rule("x", "admin", ("sub", "me")))).Code());
        Assert.Equal("not_found", (await Scene.Store.IdentityRules.CreateAsync(Admin.Context, Rule("x", "nobody", ("sub", "me")))).Code());
        Assert.Equal("already_exists", (await Scene.Store.IdentityRules.CreateAsync(Admin.Context, Rule("models", "trainer", ("sub", "me")))).Code());
    }

    [Fact]
    public async Task Refused_tokens_are_limited_by_address()
    {
        await TrustAsync();
        for (var i = 0; i < new FailedLoginOptions().PerAddress; i++)
        {
            Assert.Equal("unauthenticated", (await ExchangeAsync($"wrong {i}")).Code());
        }

        Assert.Equal("rate_limited", (await ExchangeAsync(Token)).Code());
        var elsewhere = User.Origin with { Address = "192.0.2.8" };
        (await Scene.Store.TokenExchange.ExchangeAsync(Token, elsewhere, FindKeyAsync, TestContext.Current.CancellationToken)).Good();
    }

    private static IdentityProviderDefinition Provider(string name, string issuer) => new(name, issuer, [TestIssuer.Audience]);

    private static IdentityRuleDefinition Rule(string name, string account, params (string Name, string Pattern)[] claims) =>
        new(name, "ci", account, null, claims.ToDictionary(claim => claim.Name, claim => claim.Pattern));

    private async Task RuleAsync(string name, string account, params (string Name, string Pattern)[] claims) =>
        (await Scene.Store.IdentityRules.CreateAsync(Admin.Context, Rule(name, account, claims))).Good();

    private async Task TrustAsync(bool reusable = false)
    {
        (await Admin.SetAsync("db-password", "value")).Good();
        (await Admin.SetAsync("other-secret", "value")).Good();
        (await Scene.Store.ServiceAccounts.CreateAsync(Admin.Context, "trainer")).Good();
        (await Scene.Store.Policies.SetAsync(Admin.Context, "trainer-reads", new PolicyDefinition("allow", ["trainer"], ["read"], ["default"], ["db-*"]))).Good();
        (await Scene.Store.Policies.SetAsync(Admin.Context, "trainer-lists", new PolicyDefinition("allow", ["trainer"], ["list"], ["default"], ["*"]))).Good();
        (await Scene.Store.IdentityProviders.CreateAsync(Admin.Context, Provider("ci", _issuer.Url) with { ReusableTokens = reusable })).Good();
        await RuleAsync("models", "trainer", ("repository", "acme/models"), ("ref", "refs/heads/m*n"));
    }

    private Task<Result<IssuedToken>> ExchangeAsync(string token) =>
        Scene.Store.TokenExchange.ExchangeAsync(token, User.Origin, FindKeyAsync, TestContext.Current.CancellationToken);

    private Task<(Microsoft.IdentityModel.Tokens.SecurityKey? Key, TokenProblem? Problem)> FindKeyAsync(
        IdentityProvider provider, string keyId, CancellationToken cancellationToken)
    {
        var key = IssuerKeySet.Parse(System.Text.Encoding.UTF8.GetBytes(_issuer.Jwks()))!.Find(keyId);
        return Task.FromResult((key, key is null ? TokenProblem.UnknownKey : null));
    }
}

public sealed class WorkloadIdentityOnSqlite : WorkloadIdentitySuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
