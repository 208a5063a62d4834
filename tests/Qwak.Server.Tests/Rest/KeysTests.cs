using System.Net;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.Rest;

/// <summary>The keyring over REST.</summary>
public sealed class KeysTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_key_is_rotated_and_everything_put_under_it_while_both_doors_read()
    {
        var name = server.NewName("secret");
        (await server.Admin.SetAsync(name, "value")).Expect(HttpStatusCode.OK);
        var before = (await server.Admin.GetAsync("/api/v1/keys")).Expect(HttpStatusCode.OK);
        Assert.Equal("key-file", before.Member("seal"));
        var older = before.Json.GetProperty("keys")[0].GetProperty("id").GetString();

        var rotated = (await server.Admin.PostAsync("/api/v1/keys/rotate", new { })).Expect(HttpStatusCode.OK);
        Assert.Equal([false, true], rotated.Json.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("isActive").GetBoolean()));
        Assert.Equal("value", await server.Admin.ReadAtEdgeAsync(name));

        var step = (await server.Admin.PostAsync("/api/v1/keys/rewrap", new { })).Expect(HttpStatusCode.OK);
        Assert.True(step.Json.GetProperty("rewrapped").GetInt32() > 0);
        var last = (await server.Admin.PostAsync("/api/v1/keys/rewrap", new { after = step.Member("next") })).Expect(HttpStatusCode.OK);
        Assert.Equal(1, last.Json.GetProperty("destroyed").GetInt32());
        var key = Assert.Single((await server.Admin.GetAsync("/api/v1/keys")).Json.GetProperty("keys").EnumerateArray());
        Assert.NotEqual(older, key.GetProperty("id").GetString());
        Assert.Equal("value", (await server.Admin.ReadAsync(name)).Member("value"));
    }

    [Fact]
    public async Task A_step_begins_where_one_has_ended()
    {
        (await server.Admin.PostAsync("/api/v1/keys/rewrap", new { after = "somewhere" })).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidValue);
    }

    [Fact]
    public async Task Without_a_next_seal_named_where_the_service_runs_nothing_is_resealed()
    {
        var before = (await server.Admin.GetAsync("/api/v1/keys")).Member("sealId");
        var refused = (await server.Admin.PostAsync("/api/v1/keys/reseal", new { })).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidValue);
        Assert.Contains("The next seal is not named", refused.Text, StringComparison.Ordinal);
        Assert.Equal(before, (await server.Admin.GetAsync("/api/v1/keys")).Member("sealId"));
    }

    [Theory]
    [InlineData("GET", "/api/v1/keys")]
    [InlineData("POST", "/api/v1/keys/rotate")]
    [InlineData("POST", "/api/v1/keys/rewrap")]
    [InlineData("POST", "/api/v1/keys/reseal")]
    public async Task Keys_are_an_administrators_alone(string method, string path)
    {
        var member = await server.NewUserAsync("member");
        var answer = await member.SendAsync(new HttpMethod(method), path, method == "GET" ? null : TestUser.JsonBody("{}"));
        answer.Expect(HttpStatusCode.Forbidden, QwakErrorCodes.PermissionDenied);
    }
}
