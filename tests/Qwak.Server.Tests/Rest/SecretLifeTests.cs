using System.Net;
using Grpc.Core;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.Rest;

public sealed class SecretLifeTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task What_is_said_of_a_secret_is_changed_with_patch()
    {
        var path = await NewAsync("said");
        var changed = await server.Admin.SendAsync(HttpMethod.Patch, path, TestUser.JsonBody(
            new { description = "AWS", owner = "team-a", tags = new[] { "b", "a" }, expiresAt = "2031-01-31T00:00:00Z", isSensitive = false }));
        changed.Expect(HttpStatusCode.OK);
        var json = (await server.Admin.GetAsync(path)).Json;
        Assert.Equal(
            ("AWS", "team-a", "[\"a\",\"b\"]", "2031-01-31T00:00:00+00:00", false, 1),
            (json.GetProperty("description").GetString(), json.GetProperty("owner").GetString(), json.GetProperty("tags").GetRawText(),
                json.GetProperty("expiresAt").GetString(), json.GetProperty("isSensitive").GetBoolean(), json.GetProperty("version").GetInt32()));
        foreach (var wrong in new object[] { new { owner = "a\nb" }, new { tags = new[] { "a b" } }, new { neverExpires = true, expiresAt = "2031-01-31T00:00:00Z" }, new { tags = new string?[] { null } } })
        {
            (await server.Admin.SendAsync(HttpMethod.Patch, path, TestUser.JsonBody(wrong))).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidValue);
        }
    }

    [Fact]
    public async Task A_deleted_secret_is_listed_apart_and_restored()
    {
        var path = await NewAsync("deleted");
        (await server.Admin.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
        var name = path.Split('/')[^1];
        var listed = (await server.Admin.GetAsync($"/api/v1/environments/default/secrets?deleted=true&filter={name}")).Items;
        Assert.Equal(name, Assert.Single(listed).GetProperty("name").GetString());
        Assert.Empty((await server.Admin.GetAsync($"/api/v1/environments/default/secrets?filter={name}")).Items);
        (await server.Admin.PostAsync($"{path}/restore", new { })).Expect(HttpStatusCode.OK);
        Assert.Equal("value", (await server.Admin.GetAsync($"{path}/value")).Member("value"));
        (await server.Admin.PostAsync($"{path}/restore", new { versions = new[] { 2 } })).Expect(HttpStatusCode.NotFound, QwakErrorCodes.NotFound);
    }

    [Fact]
    public async Task A_purge_is_for_administrators_and_stopped_by_protection()
    {
        var environment = server.NewName("protected");
        (await server.Admin.PostAsync("/api/v1/environments", new { name = environment })).Expect(HttpStatusCode.Created);
        var path = $"/api/v1/environments/{environment}/secrets/some-name";
        (await server.Admin.PutAsync(path, new { value = "x" })).Expect(HttpStatusCode.OK);
        (await (await server.NewUserAsync()).DeleteAsync($"{path}?purge=true")).Expect(HttpStatusCode.Forbidden, QwakErrorCodes.PermissionDenied);
        (await server.Admin.DeleteAsync($"{path}?purge=true")).Expect(HttpStatusCode.NoContent);
        (await server.Admin.GetAsync($"{path}/versions")).Expect(HttpStatusCode.NotFound);

        Assert.Equal(1, (await server.Admin.PutAsync(path, new { value = "x" })).Json.GetProperty("version").GetInt32());
        var made = await server.Admin.PutAsync($"/api/v1/environments/{environment}/purge-protection", new { });
        Assert.True(made.Expect(HttpStatusCode.OK).Json.GetProperty("hasPurgeProtection").GetBoolean());
        (await server.Admin.DeleteAsync($"{path}?purge=true")).Expect(HttpStatusCode.Forbidden, QwakErrorCodes.PermissionDenied);
        (await server.Admin.DeleteAsync($"/api/v1/environments/{environment}/purge-protection")).Expect(HttpStatusCode.MethodNotAllowed);
        (await server.Admin.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task An_import_is_planned_then_done_and_reads_are_counted()
    {
        var (first, second) = (server.NewName("import"), server.NewName("import"));
        var secrets = new[] { new { name = first, value = "one" }, new { name = second, value = "two" } };
        const string Path = "/api/v1/environments/default/secrets";
        var plan = (await server.Admin.PostAsync($"{Path}/import", new { secrets, dryRun = true })).Expect(HttpStatusCode.OK);
        Assert.False(plan.Json.GetProperty("applied").GetBoolean());
        (await server.Admin.GetAsync($"{Path}/{first}")).Expect(HttpStatusCode.NotFound);
        var done = (await server.Admin.PostAsync($"{Path}/import", new { secrets })).Expect(HttpStatusCode.OK);
        Assert.Equal(["created", "created"], done.Items.Select(item => item.GetProperty("change").GetString()));
        (await server.Admin.PostAsync($"{Path}/import", new { secrets = new[] { new { name = first } } })).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidValue);
        (await server.Admin.PostAsync($"{Path}/import", new { secrets = new object?[] { null } })).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidValue);
        (await server.Admin.PostAsync($"{Path}/import", new { })).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidValue);

        Assert.Equal("two", await server.Admin.ReadAtEdgeAsync(second));
        await server.Store.TickAsync();
        var day = Assert.Single((await server.Admin.GetAsync($"{Path}/{second}/usage?days=2")).Expect(HttpStatusCode.OK).Json.GetProperty("reads").EnumerateArray());
        Assert.Equal((1, 0), (day.GetProperty("reads").GetInt32(), day.GetProperty("uses").GetInt32()));
        Assert.Equal("admin", (await server.Admin.GetAsync($"{Path}/{second}")).Member("lastReadBy"));
    }

    [Theory]
    [InlineData("one")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("99999999999")]
    public async Task An_expected_version_in_the_header_must_be_a_number(string text)
    {
        var headers = server.Admin.Headers();
        headers.Add("x-qwak-expected-version", text);
        var refused = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Admin.Edge.SetSecretAsync(new() { Name = "some-name", Value = "x" }, headers));
        Assert.Equal((StatusCode.InvalidArgument, QwakErrorCodes.InvalidValue), (refused.StatusCode, refused.Trailers.GetValue("x-qwak-code")));
    }

    private async Task<string> NewAsync(string prefix)
    {
        var name = server.NewName(prefix);
        (await server.Admin.SetAsync(name, "value")).Expect(HttpStatusCode.OK);
        return $"/api/v1/environments/default/secrets/{name}";
    }
}
