using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Qwak.Clients.Administration;
using Qwak.Sdk.Tests.Service;

namespace Qwak.Sdk.Tests.Clients;

public sealed class AdministrationTests
{
    private const string Time = "\"2026-01-02T03:04:05+00:00\"";

    [Fact]
    public async Task An_api_key_is_generated_listed_and_revoked()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Rest.On("POST /api/v1/api-keys", """{"id":"k1","apiKey":"new@key","user":"bob","environment":"prod"}""");
        scene.Service.Rest.On("GET /api/v1/api-keys", $$"""{"items":[{"id":"k1","user":"bob","createdAt":{{Time}}}]}""");
        scene.Service.Rest.On("DELETE /api/v1/api-keys/k1", _ => Results.NoContent());
        var keys = scene.NewAdministration().ApiKeys;

        var key = await keys.GenerateAsync("bob", "prod", "reader", force: true, expiresInDays: 9);
        Assert.Equal(("k1", "bob", "prod", null), (key.Id, key.User, key.Environment, key.ExpiresAt));
        Assert.Equal("new@key", key.ApiKey.Reveal());
        Assert.Equal("[redacted]", key.ToString());
        Assert.Equal(
            """{"user":"bob","environment":"prod","role":"reader","force":true,"expiresInDays":9}""",
            scene.Service.Rest.Bodies.Single()!.ToJsonString());
        Assert.Equal("bob", Assert.Single(await keys.ListAsync()).User);
        await keys.RevokeAsync("k1");
    }

    [Fact]
    public async Task An_access_token_is_created_listed_and_revoked()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Rest.On("POST /api/v1/access-tokens", $$"""{"id":"t1","accessToken":"a.b.c","user":"me","expiresAt":{{Time}}}""");
        scene.Service.Rest.On(
            "GET /api/v1/access-tokens", $$"""{"items":[{"id":"t1","user":"me","createdAt":{{Time}},"expiresAt":{{Time}}}]}""");
        scene.Service.Rest.On("DELETE /api/v1/access-tokens/t1", _ => Results.NoContent());
        var tokens = scene.NewAdministration().AccessTokens;

        var token = await tokens.CreateAsync(description: "for a test");
        Assert.Equal("a.b.c", token.AccessToken.Reveal());
        Assert.Equal("[redacted]", token.ToString());
        Assert.Equal("""{"description":"for a test"}""", scene.Service.Rest.Bodies.Single()!.ToJsonString());
        Assert.Equal("t1", Assert.Single(await tokens.ListAsync()).Id);
        await tokens.RevokeAsync("t1");
    }

    [Fact]
    public async Task Environments_and_roles_are_made_listed_and_taken_away()
    {
        await using var scene = await Scene.StartAsync();
        var environment = $$"""{"id":"e1","name":"prod","edgeAddress":"edge:1","isDefault":false,"createdAt":{{Time}}}""";
        scene.Service.Rest.On("POST /api/v1/environments", environment);
        scene.Service.Rest.On("GET /api/v1/environments", $$"""{"items":[{{environment}}]}""");
        const string Role = """{"user":"a b","environment":"*","role":"admin"}""";
        scene.Service.Rest.On("PUT /api/v1/role-assignments/a b/*", Role);
        scene.Service.Rest.On("GET /api/v1/role-assignments", $$"""{"items":[{{Role}}]}""");
        scene.Service.Rest.On("DELETE /api/v1/role-assignments/a b/*", _ => Results.NoContent());
        var client = scene.NewAdministration();

        Assert.Equal("edge:1", (await client.Environments.CreateAsync("prod", "edge:1")).EdgeAddress);
        Assert.Equal("prod", Assert.Single(await client.Environments.ListAsync()).Name);
        Assert.Equal("admin", (await client.Roles.GrantAsync("a b", "*", "admin")).Role);
        Assert.Equal("a b", Assert.Single(await client.Roles.ListAsync()).User);
        await client.Roles.RevokeAsync("a b", "*");
    }

    [Fact]
    public async Task Who_am_i_and_a_secrets_properties()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Rest.On(
            "GET /api/v1/whoami",
            """{"id":"1","name":"me","kind":"user","environment":"dev","roles":[{"user":"me","environment":"*","role":"admin"}]}""");
        scene.Service.Rest.On(
            "GET /api/v1/environments/dev/secrets/abc",
            $$"""{"name":"abc","environment":"dev","version":2,"createdAt":{{Time}},"updatedAt":{{Time}},"createdBy":"a","updatedBy":"b"}""");
        var client = scene.NewAdministration();

        Assert.Equal("admin", Assert.Single((await client.WhoAmIAsync()).Roles).Role);
        Assert.Equal(2, (await client.FindSecretAsync("abc"))!.Version);
        Assert.Null(await client.FindSecretAsync("absent"));
        var e = await Assert.ThrowsAsync<QwakException>(() => client.FindSecretAsync(".."));
        Assert.Equal(QwakErrorCodes.InvalidName, e.Code);
    }

    [Fact]
    public async Task Audit_events_come_newest_first_up_to_the_limit()
    {
        await using var scene = await Scene.StartAsync();
        const string Path = "GET /api/v1/audit/events";
        scene.Service.Rest.On(Path, $$"""{"items":[{{Event(3)}},{{Event(2)}}],"next":"n"}""");
        scene.Service.Rest.On(Path, $$"""{"items":[{{Event(1)}}],"next":"m"}""");
        var options = new ListAuditEventsOptions { Limit = 3, Principal = "me", Action = "secret.read", Name = "abc" };
        List<long> sequences = [];
        await foreach (var item in scene.NewAdministration().Audit.ListAsync(options))
        {
            sequences.Add(item.Sequence);
        }

        Assert.Equal([3, 2, 1], sequences);
        Assert.Equal(
            ["?limit=3&principal=me&action=secret.read&name=abc", "?limit=1&after=n&principal=me&action=secret.read&name=abc"],
            scene.Service.Calls.Where(call => call.Path.EndsWith("/events", StringComparison.Ordinal)).Select(call => call.Query));
    }

    [Theory]
    [InlineData(400, QwakErrorCodes.InvalidValue, StatusCode.InvalidArgument)]
    [InlineData(401, QwakErrorCodes.Unauthenticated, StatusCode.Unauthenticated)]
    [InlineData(403, QwakErrorCodes.PermissionDenied, StatusCode.PermissionDenied)]
    [InlineData(404, QwakErrorCodes.NotFound, StatusCode.NotFound)]
    [InlineData(409, QwakErrorCodes.AlreadyExists, StatusCode.AlreadyExists)]
    [InlineData(409, QwakErrorCodes.VersionConflict, StatusCode.Aborted)]
    [InlineData(413, QwakErrorCodes.ValueTooLarge, StatusCode.InvalidArgument)]
    [InlineData(429, QwakErrorCodes.RateLimited, StatusCode.ResourceExhausted)]
    public async Task A_problem_becomes_an_exception_with_its_detail_and_code(int status, string code, StatusCode expected)
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Rest.Fail("GET /api/v1/whoami", status, code, "What\u001b[31m is wrong.");
        var e = await Assert.ThrowsAsync<QwakException>(() => scene.NewAdministration().WhoAmIAsync());
        Assert.Equal(("What [31m is wrong.", code, expected), (e.Message, e.Code, e.StatusCode));
        Assert.Equal(1, scene.Service.CallsOf("/whoami"));
    }

    [Theory]
    [InlineData(500, StatusCode.Internal)]
    [InlineData(502, StatusCode.Unavailable)]
    [InlineData(503, StatusCode.Unavailable)]
    public async Task A_read_is_repeated_on_failures_that_may_pass(int status, StatusCode expected)
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Rest.On("GET /api/v1/whoami", _ => Results.StatusCode(status));
        var e = await Assert.ThrowsAsync<QwakException>(() => scene.NewAdministration().WhoAmIAsync());
        Assert.Equal(($"The service answered {status} without saying why.", expected), (e.Message, e.StatusCode));
        Assert.Equal(4, scene.Service.CallsOf("/whoami"));
    }

    [Fact]
    public async Task What_makes_a_new_key_is_not_repeated()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Rest.Fail("POST /api/v1/api-keys", 503, QwakErrorCodes.Unavailable);
        var e = await Assert.ThrowsAsync<QwakException>(() => scene.NewAdministration().ApiKeys.GenerateAsync("bob"));
        Assert.Equal(QwakErrorCodes.Unavailable, e.Code);
        Assert.Equal(1, scene.Service.CallsOf("/api-keys"));
    }

    [Fact]
    public async Task A_revocation_whose_first_answer_was_lost_may_meet_not_found()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Rest.Fail("DELETE /api/v1/api-keys/k1", 503, QwakErrorCodes.Unavailable);
        scene.Service.Rest.Fail("DELETE /api/v1/api-keys/k1", 404, QwakErrorCodes.NotFound);
        await scene.NewAdministration().ApiKeys.RevokeAsync("k1");
        Assert.Equal(2, scene.Service.CallsOf("/k1"));
        await Assert.ThrowsAsync<QwakException>(() => scene.NewAdministration().ApiKeys.RevokeAsync("k1"));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Rest.On("GET /api/v1/whoami", _ => Results.Redirect("/elsewhere"));
        var e = await Assert.ThrowsAsync<QwakException>(() => scene.NewAdministration().WhoAmIAsync());
        Assert.Equal("The service answered 302 without saying why.", e.Message);
        Assert.Equal(0, scene.Service.CallsOf("/elsewhere"));
    }

    [Fact]
    public async Task An_answer_that_is_not_understood_is_not_shown()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Rest.On("POST /api/v1/api-keys", """{"apiKey":"s3cret@key", oops""");
        var e = await Assert.ThrowsAsync<QwakException>(() => scene.NewAdministration().ApiKeys.GenerateAsync("bob"));
        Assert.Equal("The service's answer is not what this client expects.", e.Message);
        Assert.DoesNotContain("s3cret", e.ToString(), StringComparison.Ordinal);
        Assert.Null(e.InnerException);
    }

    private static string Event(int sequence) =>
        $$"""{"writer":1,"sequence":{{sequence}},"time":{{Time}},"action":"secret.read","outcome":"ok","count":1}""";
}
