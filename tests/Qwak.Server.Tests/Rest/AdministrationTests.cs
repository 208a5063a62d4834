using System.Net;
using Microsoft.Extensions.Time.Testing;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.Rest;

/// <summary>Environments, API keys, access tokens, roles and who-am-I, over REST.</summary>
public sealed class AdministrationTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    public static TheoryData<string, string> ForAdministrators() => new()
    {
        { "POST", "/api/v1/environments" },
        { "GET", "/api/v1/api-keys" },
        { "POST", "/api/v1/api-keys" },
        { "DELETE", "/api/v1/api-keys/0123456789abcdef0123456789abcdef" },
        { "GET", "/api/v1/access-tokens" },
        { "POST", "/api/v1/access-tokens" },
        { "DELETE", "/api/v1/access-tokens/0123456789abcdef0123456789abcdef" },
        { "GET", "/api/v1/role-assignments" },
        { "PUT", "/api/v1/role-assignments/someone/default" },
        { "DELETE", "/api/v1/role-assignments/someone/default" },
        { "GET", "/api/v1/audit/events" },
        { "GET", "/api/v1/policies" },
        { "PUT", "/api/v1/policies/some-policy" },
        { "DELETE", "/api/v1/policies/some-policy" },
        { "POST", "/api/v1/policies/explain" },
        { "GET", "/api/v1/users" },
        { "POST", "/api/v1/users" },
        { "DELETE", "/api/v1/users/someone" },
        { "GET", "/api/v1/service-accounts" },
        { "POST", "/api/v1/service-accounts" },
        { "DELETE", "/api/v1/service-accounts/someone" },
        { "GET", "/api/v1/groups" },
        { "POST", "/api/v1/groups" },
        { "DELETE", "/api/v1/groups/some" },
        { "PUT", "/api/v1/groups/some/members/someone" },
        { "DELETE", "/api/v1/groups/some/members/someone" },
    };

    [Theory]
    [MemberData(nameof(ForAdministrators))]
    public async Task A_member_and_an_administrator_of_one_environment_may_not(string method, string path)
    {
        var body = method is "POST" or "PUT" ? "{}" : null;
        foreach (var user in new[] { await server.NewUserAsync("member"), await server.NewUserAsync("admin", "default") })
        {
            var answer = await user.SendAsync(new HttpMethod(method), path, body is null ? null : TestUser.JsonBody(body));
            answer.Expect(HttpStatusCode.Forbidden, QwakErrorCodes.PermissionDenied);
        }
    }

    [Fact]
    public async Task An_environment_is_created_listed_and_unique()
    {
        var name = server.NewName("env");
        var made = (await server.Admin.PostAsync("/api/v1/environments", new { name, edgeAddress = "Edge.Example" })).Expect(HttpStatusCode.Created);
        Assert.Equal((name, "edge.example:443", false), (made.Member("name"), made.Member("edgeAddress"), made.Json.GetProperty("isDefault").GetBoolean()));
        var listed = (await server.Admin.GetAsync("/api/v1/environments")).Items;
        Assert.Contains(listed, e => e.GetProperty("id").GetString() == made.Member("id"));
        Assert.Contains(listed, e => e.GetProperty("name").GetString() == "default" && e.GetProperty("isDefault").GetBoolean());

        (await server.Admin.PostAsync("/api/v1/environments", new { name })).Expect(HttpStatusCode.Conflict, QwakErrorCodes.AlreadyExists);
        var other = server.NewName("env");
        (await server.Admin.PostAsync("/api/v1/environments", new { name = other, edgeAddress = "EDGE.example:443" })).Expect(HttpStatusCode.Conflict, QwakErrorCodes.AlreadyExists);
        (await server.Admin.PostAsync("/api/v1/environments", new { name = other, edgeAddress = "https://x" })).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidValue);
        foreach (var bad in new[] { "x", "X1", "a_b", "-a", "a-", new string('a', 37), "*", "d\u00e9v" })
        {
            (await server.Admin.PostAsync("/api/v1/environments", new { name = bad })).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidName);
        }
    }

    [Fact]
    public async Task An_api_key_is_shown_once_replaced_by_force_and_revoked()
    {
        var user = server.NewName("keyed") + "@example.com";
        var made = (await server.Admin.PostAsync("/api/v1/api-keys", new { user, force = false, expiresInDays = 1 })).Expect(HttpStatusCode.Created);
        var key = made.Member("apiKey");
        Assert.True(key.Length >= 60 && key.Contains('@', StringComparison.Ordinal));
        (await server.Admin.PostAsync("/api/v1/api-keys", new { user, force = false })).Expect(HttpStatusCode.Conflict, QwakErrorCodes.AlreadyExists);
        var forced = (await server.Admin.PostAsync("/api/v1/api-keys", new { user, force = true })).Expect(HttpStatusCode.Created);
        await LogInFailsAsync(key);
        await server.LogInAsync(forced.Member("apiKey"));

        var list = await server.Admin.GetAsync("/api/v1/api-keys");
        Assert.DoesNotContain(key[^20..], list.Text, StringComparison.Ordinal);
        var mine = list.Items.Where(k => k.GetProperty("user").GetString() == user).ToList();
        Assert.Equal(2, mine.Count);
        Assert.NotNull(mine.Single(k => k.GetProperty("id").GetString() == made.Member("id")).GetProperty("revokedAt").GetString());

        (await server.Admin.DeleteAsync($"/api/v1/api-keys/{forced.Member("id")}")).Expect(HttpStatusCode.NoContent);
        await LogInFailsAsync(forced.Member("apiKey"));
        (await server.Admin.DeleteAsync("/api/v1/api-keys/0123456789abcdef0123456789abcdef")).Expect(HttpStatusCode.NotFound, QwakErrorCodes.NotFound);
    }

    [Theory]
    [InlineData("{\"user\":\"a b\"}", 400, QwakErrorCodes.InvalidName)]
    [InlineData("{\"user\":\"a/b\"}", 400, QwakErrorCodes.InvalidName)]
    [InlineData("{\"user\":\"new-user\",\"role\":\"owner\"}", 400, QwakErrorCodes.InvalidValue)]
    [InlineData("{\"user\":\"new-user\",\"expiresInDays\":0}", 400, QwakErrorCodes.InvalidValue)]
    [InlineData("{\"user\":\"new-user\",\"expiresInDays\":3651}", 400, QwakErrorCodes.InvalidValue)]
    [InlineData("{\"user\":\"new-user\",\"environment\":\"nowhere\"}", 404, QwakErrorCodes.UnknownEnvironment)]
    public async Task A_key_that_cannot_be_is_refused_and_leaves_no_user(string body, int status, string code)
    {
        (await server.Admin.PostAsync("/api/v1/api-keys", body)).Expect((HttpStatusCode)status, code);
        Assert.DoesNotContain((await server.Admin.GetAsync("/api/v1/role-assignments")).Items, r => r.GetProperty("user").GetString() == "new-user");
    }

    [Fact]
    public async Task What_a_refused_request_named_is_not_copied_into_the_audit_trail()
    {
        var member = await server.NewUserAsync("member");
        (await member.PostAsync("/api/v1/api-keys", new { user = "someone", environment = "s3cret\ntyped-into-the-wrong-field" })).Expect(HttpStatusCode.Forbidden);
        var events = await server.Admin.GetAsync("/api/v1/audit/events?action=api-key.generate&limit=5");
        Assert.Contains(events.Items, e => e.GetProperty("principal").GetString() == member.Name);
        Assert.DoesNotContain("typed-into", events.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_access_token_works_as_a_bearer_token_until_it_is_revoked()
    {
        var user = await server.NewUserAsync("reader");
        var made = (await server.Admin.PostAsync("/api/v1/access-tokens", new { user = user.Name, description = "nightly build" })).Expect(HttpStatusCode.Created);
        var days = (made.Json.GetProperty("expiresAt").GetDateTimeOffset() - TimeProvider.System.GetUtcNow()).TotalDays;
        Assert.InRange(days, 29.9, 30.1);
        Assert.True(made.Member("accessToken").Length > 64);
        var bearer = server.With(made.Member("accessToken"));
        Assert.Equal(user.Name, (await bearer.GetAsync("/api/v1/whoami")).Expect(HttpStatusCode.OK).Member("name"));
        var listed = await server.Admin.GetAsync("/api/v1/access-tokens");
        Assert.Contains(listed.Items, t => t.GetProperty("description").GetString() == "nightly build");
        Assert.DoesNotContain(made.Member("accessToken")[^20..], listed.Text, StringComparison.Ordinal);

        (await server.Admin.DeleteAsync($"/api/v1/access-tokens/{made.Member("id")}")).Expect(HttpStatusCode.NoContent);
        (await bearer.GetAsync("/api/v1/whoami")).Expect(HttpStatusCode.Unauthorized, QwakErrorCodes.Unauthenticated);
        (await server.Admin.DeleteAsync("/api/v1/access-tokens/0123456789abcdef0123456789abcdef")).Expect(HttpStatusCode.NotFound, QwakErrorCodes.NotFound);
    }

    [Theory]
    [InlineData("{\"user\":\"nobody-of-this-name\"}", 404, QwakErrorCodes.NotFound)]
    [InlineData("{\"user\":\"a b\"}", 400, QwakErrorCodes.InvalidName)]
    [InlineData("{\"environment\":\"nowhere\"}", 404, QwakErrorCodes.UnknownEnvironment)]
    [InlineData("{\"expiresInDays\":0}", 400, QwakErrorCodes.InvalidValue)]
    [InlineData("{\"description\":\"two\\nlines\"}", 400, QwakErrorCodes.InvalidValue)]
    public async Task An_access_token_that_cannot_be_is_refused(string body, int status, string code) =>
        (await server.Admin.PostAsync("/api/v1/access-tokens", body)).Expect((HttpStatusCode)status, code);

    [Fact]
    public async Task An_access_token_for_oneself_needs_no_member_at_all() =>
        Assert.Equal("admin", (await server.Admin.PostAsync("/api/v1/access-tokens", "{}")).Expect(HttpStatusCode.Created).Member("user"));

    [Fact]
    public async Task A_role_is_granted_listed_replaced_and_revoked()
    {
        var user = server.NewName("role");
        var path = $"/api/v1/role-assignments/{user}/default";
        var made = (await server.Admin.PutAsync(path, new { role = "reader" })).Expect(HttpStatusCode.OK);
        Assert.Equal((user, "default", "reader"), (made.Member("user"), made.Member("environment"), made.Member("role")));
        (await server.Admin.PutAsync(path, new { role = "member" })).Expect(HttpStatusCode.OK);
        var mine = (await server.Admin.GetAsync("/api/v1/role-assignments")).Items.Single(r => r.GetProperty("user").GetString() == user);
        Assert.Equal("member", mine.GetProperty("role").GetString());
        (await server.Admin.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
        (await server.Admin.DeleteAsync(path)).Expect(HttpStatusCode.NotFound, QwakErrorCodes.NotFound);
        (await server.Admin.PutAsync(path, new { role = "owner" })).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidValue);
        (await server.Admin.PutAsync($"/api/v1/role-assignments/{user}/nowhere", new { role = "reader" })).Expect(HttpStatusCode.NotFound, QwakErrorCodes.UnknownEnvironment);
        (await server.Admin.PutAsync("/api/v1/role-assignments/a%20b/default", new { role = "reader" })).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidName);
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        (await server.Admin.DeleteAsync("/api/v1/role-assignments/admin/*")).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidValue);
        (await server.Admin.PutAsync("/api/v1/role-assignments/admin/*", new { role = "reader" })).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidValue);
    }

    [Fact]
    public async Task Who_am_I()
    {
        var reader = await server.NewUserAsync("reader", "default");
        var me = (await reader.GetAsync("/api/v1/whoami")).Expect(HttpStatusCode.OK);
        Assert.Equal((reader.Name, "user"), (me.Member("name"), me.Member("kind")));
        var role = me.Json.GetProperty("roles").EnumerateArray().Single();
        Assert.Equal(("default", "reader"), (role.GetProperty("environment").GetString(), role.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task Tokens_and_keys_end_with_their_time()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var timed = await ServerFixture.StartAsync(time);
        var key = await timed.Admin.PostAsync("/api/v1/api-keys", new { user = "short", role = "reader", force = false, expiresInDays = 1 });
        var user = await timed.LogInAsync(key.Member("apiKey"));
        (await user.GetAsync("/api/v1/whoami")).Expect(HttpStatusCode.OK);
        time.Advance(TimeSpan.FromMinutes(61));
        (await user.GetAsync("/api/v1/whoami")).Expect(HttpStatusCode.Unauthorized, QwakErrorCodes.Unauthenticated);

        time.Advance(TimeSpan.FromHours(22.5));
        var late = await timed.LogInAsync(key.Member("apiKey"));
        (await late.GetAsync("/api/v1/whoami")).Expect(HttpStatusCode.OK);
        time.Advance(TimeSpan.FromMinutes(31));
        (await late.GetAsync("/api/v1/whoami")).Expect(HttpStatusCode.Unauthorized, QwakErrorCodes.Unauthenticated);
        (await timed.Stranger.PostAsync("/api/v1/authentication/qwak-api-key", new { qwakApiKey = key.Member("apiKey") }))
            .Expect(HttpStatusCode.Unauthorized, QwakErrorCodes.Unauthenticated);
    }

    private async Task LogInFailsAsync(string key) =>
        (await server.Stranger.PostAsync("/api/v1/authentication/qwak-api-key", new { qwakApiKey = key }))
            .Expect(HttpStatusCode.Unauthorized, QwakErrorCodes.Unauthenticated);
}
