using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Access;

/// <summary>API keys and long-lived access tokens: who makes them, what they are good for, when they end.</summary>
public abstract class CredentialSuite : StoreSuite
{
    [Fact]
    public async Task A_generated_key_logs_its_user_in_and_is_listed_without_its_text()
    {
        var key = (await Admin.GenerateKeyAsync("ana@example.com", days: 30)).Good();
        var ana = await Scene.LoginAsync(key.Text);
        (await ana.SetAsync("some-secret", "x")).Good();
        var listed = (await Scene.Store.ApiKeys.ListAsync(Admin.Context)).Good().Single(k => k.Id == key.Id);
        Assert.Equal(("ana@example.com", null, Scene.Time.GetUtcNow().AddDays(30), null), (listed.User, listed.Environment, listed.ExpiresAt, listed.RevokedAt));
        var secret = key.Text.Split('@')[1];
        Assert.DoesNotContain(
            await Scene.Place.QueryAsync<byte[]>("SELECT hash FROM api_key"),
            hash => System.Text.Encoding.Latin1.GetString(hash).Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_user_has_one_live_key_for_each_environment_unless_forced()
    {
        var first = (await Admin.GenerateKeyAsync("ana")).Good();
        Assert.Equal("already_exists", (await Admin.GenerateKeyAsync("ana")).Code());
        var bound = (await Admin.GenerateKeyAsync("ana", "default")).Good();
        Assert.Equal("already_exists", (await Admin.GenerateKeyAsync("ana", "default")).Code());

        var second = (await Admin.GenerateKeyAsync("ana", force: true)).Good();
        await RefusedAsync(first.Text);
        await Scene.LoginAsync(second.Text);
        await Scene.LoginAsync(bound.Text);

        // Neither a revoked nor an expired key stands in the way.
        (await Admin.RevokeKeyAsync(second.Id)).Good();
        (await Admin.GenerateKeyAsync("ana", days: 1)).Good();
        Scene.Time.Advance(TimeSpan.FromDays(1));
        (await (await Scene.LoginAsync(Scene.Place.AdminKey)).GenerateKeyAsync("ana")).Good();
    }

    [Fact]
    public async Task A_new_user_gets_the_role_where_the_key_is_good_and_an_old_one_keeps_theirs()
    {
        (await Admin.GenerateKeyAsync("ana", "default", "reader")).Good();
        (await Admin.GenerateKeyAsync("ana", role: "admin")).Good();
        (await Admin.GenerateKeyAsync("bob")).Good();
        Assert.Equal(
            [("admin", "*", "admin"), ("ana", "default", "reader"), ("bob", "*", "member")],
            (await Scene.Store.RoleAssignments.ListAsync(Admin.Context)).Good().Select(r => (r.User, r.Environment, r.Role)));
    }

    [Fact]
    public async Task An_expired_key_neither_logs_in_nor_keeps_its_tokens_alive()
    {
        var key = (await Admin.GenerateKeyAsync("ana", days: 1)).Good();
        Scene.Time.Advance(TimeSpan.FromHours(23.5));
        var issued = (await Scene.Store.Authenticator.AuthenticateAsync(key.Text, User.Origin)).Good();
        Assert.Equal(key.ExpiresAt!.Value.ToUnixTimeSeconds(), issued.ExpiresAt.ToUnixTimeSeconds());
        var ana = await Scene.UseAsync(issued.Token);
        Assert.Equal("<not_found>", await ana.ReadAsync("some-secret"));
        Scene.Time.Advance(TimeSpan.FromHours(0.5));
        Assert.Equal("<unauthenticated>", await ana.ReadAsync("some-secret"));
        await RefusedAsync(key.Text);
    }

    [Theory]
    [InlineData(null, null, null, null, "invalid_name")]
    [InlineData("", null, null, null, "invalid_name")]
    [InlineData("with space", null, null, null, "invalid_name")]
    [InlineData("sl/ash", null, null, null, "invalid_name")]
    [InlineData("st*r", null, null, null, "invalid_name")]
    [InlineData("naïve", null, null, null, "invalid_name")]
    [InlineData("ana", "nowhere", null, null, "unknown_environment")]
    [InlineData("ana", null, "owner", null, "invalid_value")]
    [InlineData("ana", null, "Admin", null, "invalid_value")]
    [InlineData("ana", null, null, 0, "invalid_value")]
    [InlineData("ana", null, null, -1, "invalid_value")]
    [InlineData("ana", null, null, 3651, "invalid_value")]
    public async Task A_key_request_that_is_wrong_is_refused_and_makes_nothing(string? user, string? environment, string? role, int? days, string code)
    {
        Assert.Equal(code, (await Admin.GenerateKeyAsync(user, environment, role, days: days)).Code());
        Assert.Equal(("api-key.generate", code), ((await Scene.LastEventAsync()).Action, (await Scene.LastEventAsync()).Outcome));
        Assert.Equal((1, 1), (await Scene.Place.ScalarAsync<int>("SELECT count(*) FROM principal"), await Scene.Place.ScalarAsync<int>("SELECT count(*) FROM api_key")));
    }

    [Fact]
    public async Task Only_an_administrator_of_all_environments_manages_credentials()
    {
        await Scene.EnvironmentAsync("staging", "staging.test");
        User[] others =
        [
            await Scene.UserAsync("member"), await Scene.UserAsync("reader", "reader"), await Scene.UserAsync("local", "admin", "staging"),
            await Scene.LoginAsync((await Admin.GenerateKeyAsync("admin", "default")).Good().Text), // An administrator's key, bound.
        ];
        foreach (var other in others)
        {
            Assert.Equal("permission_denied", (await other.GenerateKeyAsync("eve", role: "admin")).Code());
            Assert.Equal("permission_denied", (await other.RevokeKeyAsync(RandomId.New())).Code());
            Assert.Equal("permission_denied", (await other.CreateTokenAsync("admin")).Code());
            Assert.Equal("permission_denied", (await other.RevokeTokenAsync(RandomId.New())).Code());
            Assert.Equal("permission_denied", (await other.GrantRoleAsync("eve", "*", "admin")).Code());
            Assert.Equal("permission_denied", (await other.RevokeRoleAsync("admin", "*")).Code());
            Assert.Equal("permission_denied", (await Scene.Store.ApiKeys.ListAsync(other.Context)).Code());
            Assert.Equal("permission_denied", (await Scene.Store.AccessTokens.ListAsync(other.Context)).Code());
            Assert.Equal("permission_denied", (await Scene.Store.RoleAssignments.ListAsync(other.Context)).Code());
            Assert.Equal("permission_denied", (await Scene.Store.Audit.ListAsync(other.Context, new())).Code());
            Assert.Equal("permission_denied", (await Scene.Store.Environments.CreateAsync(other.Context, "eves", null)).Code());
            Assert.All(await Scene.EventsAsync(11), e => Assert.Equal("permission_denied", e.Outcome));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("qsk_0123456789abcdef0123456789abcdef@AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_wrong_key_does_not_log_in(string key) => await RefusedAsync(key);

    [Fact]
    public async Task A_key_that_is_nearly_right_does_not_log_in()
    {
        var key = Scene.Place.AdminKey;
        await RefusedAsync(null);
        await RefusedAsync(key + " ");
        await RefusedAsync(key[..^1]);
        await RefusedAsync(key.ToUpperInvariant());
        await RefusedAsync(key[..^2] + (key[^2] == 'A' ? 'B' : 'A') + key[^1]);
        await RefusedAsync(key + new string('A', 1000));
        await RefusedAsync(key[..^1] + "\ud800");
    }

    [Fact]
    public async Task A_login_is_an_event_with_the_key_that_was_used()
    {
        var key = (await Admin.GenerateKeyAsync("ana")).Good();
        await Scene.LoginAsync(key.Text);
        var last = await Scene.LastEventAsync();
        Assert.Equal(("ana", "api-key.authenticate", "ok"), (last.Principal, last.Action, last.Outcome));
    }

    [Fact]
    public async Task An_access_token_lives_30_days_by_default_and_ends_when_revoked()
    {
        var (record, token, user) = (await Admin.CreateTokenAsync(description: "build server")).Good();
        Assert.Equal("admin", user);
        Assert.Equal((record.Id, 1L), await Scene.LastEventAsync() is var made ? (made.RowId, made.Revision) : default);
        Assert.Equal(Scene.Time.GetUtcNow().AddDays(30).ToUnixTimeSeconds(), token.ExpiresAt.ToUnixTimeSeconds());
        var bearer = await Scene.UseAsync(token.Token);
        (await bearer.SetAsync("some-secret", "x")).Good();
        Scene.Time.Advance(TimeSpan.FromDays(29));
        Assert.Equal("x", await bearer.ReadAsync("some-secret"));
        var admin = await Scene.LoginAsync(Scene.Place.AdminKey);
        (await admin.RevokeTokenAsync(record.Id)).Good();
        Assert.Equal("<unauthenticated>", await bearer.ReadAsync("some-secret"));
        var listed = Assert.Single((await Scene.Store.AccessTokens.ListAsync(admin.Context)).Good());
        Assert.Equal(("build server", Scene.Time.GetUtcNow()), (listed.Description, listed.RevokedAt));
        (await admin.RevokeTokenAsync(record.Id)).Good();
        Assert.Equal("not_found", (await admin.RevokeTokenAsync(RandomId.New())).Code());
        Assert.Equal("not_found", (await admin.RevokeKeyAsync(record.Id)).Code());
    }

    [Theory]
    [InlineData("nobody", null, null, null, "not_found")]
    [InlineData("no body", null, null, null, "invalid_name")]
    [InlineData(null, "nowhere", null, null, "unknown_environment")]
    [InlineData(null, null, "two\nlines", null, "invalid_value")]
    [InlineData(null, null, null, 0, "invalid_value")]
    [InlineData(null, null, null, 3651, "invalid_value")]
    public async Task An_access_token_request_that_is_wrong_is_refused(string? user, string? environment, string? description, int? days, string code)
    {
        Assert.Equal(code, (await Admin.CreateTokenAsync(user, environment, description, days)).Code());
        Assert.Equal(code, (await Scene.LastEventAsync()).Outcome);
        Assert.Equal(0, await Scene.Place.ScalarAsync<int>("SELECT count(*) FROM access_token"));
    }

    [Fact]
    public async Task A_description_has_a_limit() =>
        Assert.Equal("invalid_value", (await Admin.CreateTokenAsync(description: new string('x', 201))).Code());

    [Fact]
    public async Task A_bound_token_is_good_in_its_environment_only()
    {
        await Scene.EnvironmentAsync("staging", "staging.test");
        var (_, token, _) = (await Admin.CreateTokenAsync(environment: "staging")).Good();
        var bearer = await Scene.UseAsync(token.Token);
        (await bearer.From("staging.test").SetAsync("some-secret", "x")).Good();
        Assert.Equal("unknown_environment", (await bearer.SetAsync("some-secret", "x")).Code());
        Assert.Equal("permission_denied", (await bearer.From("staging.test").GenerateKeyAsync("eve")).Code());
        var context = (await Scene.Store.UserContexts.GetAsync(bearer.From("staging.test").Context)).Good();
        Assert.Equal(("staging", "staging"), (context.Current!.Name, Assert.Single(context.Environments).Name));
    }

    private async Task RefusedAsync(string? key) =>
        Assert.Equal("unauthenticated", (await Scene.Store.Authenticator.AuthenticateAsync(key, User.Origin)).Code());
}

public sealed class CredentialsOnSqlite : CredentialSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
