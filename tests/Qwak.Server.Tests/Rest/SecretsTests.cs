using System.Net;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.Rest;

public sealed class SecretsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_secret_lives_through_versions_deletion_and_revival()
    {
        var name = server.NewName("life");
        var path = $"/api/v1/environments/default/secrets/{name}";
        var first = (await server.Admin.SetAsync(name, "one")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal((1, false), (first.GetProperty("version").GetInt32(), first.GetProperty("unchanged").GetBoolean()));
        var again = (await server.Admin.SetAsync(name, "one")).Json;
        Assert.Equal((1, true), (again.GetProperty("version").GetInt32(), again.GetProperty("unchanged").GetBoolean()));
        Assert.Equal(2, (await server.Admin.SetAsync(name, "two")).Json.GetProperty("version").GetInt32());

        Assert.Equal("one", (await server.Admin.GetAsync($"{path}/value?version=1")).Member("value"));
        var current = (await server.Admin.GetAsync($"{path}/value")).Expect(HttpStatusCode.OK);
        Assert.Equal(["name", "value", "version"], current.Json.EnumerateObject().Select(m => m.Name).Order());
        Assert.Equal((name, "two", 2), (current.Member("name"), current.Member("value"), current.Json.GetProperty("version").GetInt32()));
        (await server.Admin.GetAsync($"{path}/value?version=3")).Expect(HttpStatusCode.NotFound, QwakErrorCodes.NotFound);
        (await server.Admin.GetAsync($"{path}/value?version=two")).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidValue);
        (await server.Admin.GetAsync($"{path}/value?version=-1")).Expect(HttpStatusCode.NotFound, QwakErrorCodes.NotFound);
        Assert.Equal(2, (await server.Admin.GetAsync(path)).Json.GetProperty("version").GetInt32());

        var deleted = (await server.Admin.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
        Assert.Equal("", deleted.Text);
        (await server.Admin.DeleteAsync(path)).Expect(HttpStatusCode.NotFound, QwakErrorCodes.NotFound);
        (await server.Admin.GetAsync(path)).Expect(HttpStatusCode.NotFound, QwakErrorCodes.NotFound);
        (await server.Admin.GetAsync($"{path}/value?version=1")).Expect(HttpStatusCode.NotFound, QwakErrorCodes.NotFound);
        Assert.Equal(3, (await server.Admin.SetAsync(name, "three")).Json.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task An_expected_version_must_be_the_current_one()
    {
        var name = server.NewName("expected");
        var path = $"/api/v1/environments/default/secrets/{name}";
        (await server.Admin.PutAsync(path, new { value = "a", expectedVersion = 1 })).Expect(HttpStatusCode.Conflict, QwakErrorCodes.VersionConflict);
        (await server.Admin.PutAsync(path, new { value = "a", expectedVersion = 0 })).Expect(HttpStatusCode.OK);
        (await server.Admin.PutAsync(path, new { value = "b", expectedVersion = 0 })).Expect(HttpStatusCode.Conflict, QwakErrorCodes.VersionConflict);
        (await server.Admin.PutAsync(path, new { value = "b", expectedVersion = 1 })).Expect(HttpStatusCode.OK);
        (await server.Admin.PutAsync(path, "{\"value\":\"c\",\"expectedVersion\":\"2\"}")).Expect(HttpStatusCode.BadRequest);
        (await server.Admin.PutAsync(path, "{\"value\":\"c\",\"expectedVersion\":2.5}")).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Of_many_that_set_the_same_version_one_succeeds()
    {
        var path = $"/api/v1/environments/default/secrets/{server.NewName("race")}";
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => server.Admin.PutAsync(path, new { value = $"v{i}", expectedVersion = 0 })));
        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(15, answers.Count(answer => answer.Status == 409));
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", 404, QwakErrorCodes.NotFound)]
    [InlineData("GET", "/nothing", 404, QwakErrorCodes.NotFound)]
    [InlineData("POST", "/api/v1/whoami", 405, QwakErrorCodes.InvalidValue)]
    [InlineData("PATCH", "/api/v1/whoami", 405, QwakErrorCodes.InvalidValue)]
    [InlineData("GET", "/qwak.secret.service.SecretService/GetSecret", 404, QwakErrorCodes.NotFound)]
    [InlineData("POST", "/qwak.secret.service.SecretService/GetSecret", 415, QwakErrorCodes.InvalidValue)]
    public async Task An_address_that_is_not_there_is_a_problem_too(string method, string path, int status, string code) =>
        (await server.Admin.SendAsync(new HttpMethod(method), path, null)).Expect((HttpStatusCode)status, code);
}
