using System.Net;
using Grpc.Core;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.Rest;

/// <summary>Policies, principals and groups over REST, and what they change at both doors.</summary>
public sealed class PoliciesTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_policy_is_set_listed_explained_obeyed_at_both_doors_and_deleted()
    {
        var (policy, secret, group) = (server.NewName("policy"), server.NewName("secret"), server.NewName("group"));
        var user = await server.NewUserAsync("builder");
        (await server.Admin.SetAsync(secret, "value")).Expect(HttpStatusCode.OK);
        (await user.ReadAsync(secret)).Expect(HttpStatusCode.Forbidden, QwakErrorCodes.PermissionDenied);
        (await server.Admin.PostAsync("/api/v1/groups", new { name = group })).Expect(HttpStatusCode.OK);
        var members = (await server.Admin.SendAsync(HttpMethod.Put, $"/api/v1/groups/{group}/members/{user.Name}", null)).Expect(HttpStatusCode.OK);
        Assert.Equal(user.Name, members.Json.GetProperty("members")[0].GetString());

        var set = (await server.Admin.PutAsync($"/api/v1/policies/{policy}", Body("allow", $"group:{group}", "sec*"))).Expect(HttpStatusCode.OK);
        Assert.Equal((policy, "allow", "admin"), (set.Member("name"), set.Member("effect"), set.Member("updatedBy")));
        Assert.Contains((await server.Admin.GetAsync("/api/v1/policies")).Items, p => p.GetProperty("name").GetString() == policy);
        Assert.Equal("value", (await user.ReadAsync(secret)).Expect(HttpStatusCode.OK).Member("value"));
        Assert.Equal("value", await user.ReadAtEdgeAsync(secret));
        var why = (await server.Admin.PostAsync("/api/v1/policies/explain", Question(user.Name, "read", secret))).Expect(HttpStatusCode.OK);
        Assert.Equal(
            (true, policy, $"'{user.Name}' may read '{secret}' in 'default': the policy '{policy}' allows it."),
            (why.Json.GetProperty("allowed").GetBoolean(), why.Member("policy"), why.Member("explanation")));

        (await server.Admin.PutAsync($"/api/v1/policies/{policy}", Body("deny", "*", "sec*"))).Expect(HttpStatusCode.OK);
        await Refused.WithAsync(
            StatusCode.PermissionDenied, QwakErrorCodes.PermissionDenied, user.Edge.GetSecretAsync(new() { Name = secret }, user.Headers()));
        (await server.Admin.ReadAsync(secret)).Expect(HttpStatusCode.Forbidden, QwakErrorCodes.PermissionDenied);
        (await server.Admin.DeleteAsync($"/api/v1/policies/{policy}")).Expect(HttpStatusCode.NoContent);
        (await server.Admin.DeleteAsync($"/api/v1/policies/{policy}")).Expect(HttpStatusCode.NotFound, QwakErrorCodes.NotFound);
        (await server.Admin.ReadAsync(secret)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Roles_are_shown_as_built_in_policies_and_cannot_be_changed()
    {
        var builtIn = (await server.Admin.GetAsync("/api/v1/policies")).Items.Where(p => p.GetProperty("builtIn").GetBoolean())
            .ToDictionary(p => p.GetProperty("name").GetString()!, p => string.Join(' ', p.GetProperty("actions").EnumerateArray().Select(a => a.GetString())));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["reader"] = "list read",
                ["member"] = "list read set delete use",
                ["admin"] = "list read set delete use audit admin",
                ["auditor"] = "list audit",
                ["builder"] = "list use",
            },
            builtIn);
        (await server.Admin.PutAsync("/api/v1/policies/reader", Body("allow", "*", "*"))).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidName);
        (await server.Admin.DeleteAsync("/api/v1/policies/admin")).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidName);
    }

    [Fact]
    public async Task An_auditor_reads_the_trail_and_no_value()
    {
        var (auditor, secret) = (await server.NewUserAsync("auditor"), server.NewName("secret"));
        (await server.Admin.SetAsync(secret, "value")).Expect(HttpStatusCode.OK);
        Assert.NotEmpty((await auditor.GetAsync("/api/v1/audit/events")).Expect(HttpStatusCode.OK).Items);
        (await auditor.ReadAsync(secret)).Expect(HttpStatusCode.Forbidden, QwakErrorCodes.PermissionDenied);
        (await auditor.GetAsync("/api/v1/policies")).Expect(HttpStatusCode.Forbidden, QwakErrorCodes.PermissionDenied);
    }

    [Theory]
    [InlineData("users", "user")]
    [InlineData("service-accounts", "service-account")]
    public async Task Principals_are_made_listed_and_deleted(string path, string kind)
    {
        var name = server.NewName("someone");
        var made = (await server.Admin.PostAsync($"/api/v1/{path}", new { name })).Expect(HttpStatusCode.OK);
        Assert.Equal((name, kind), (made.Member("name"), made.Member("kind")));
        (await server.Admin.PostAsync($"/api/v1/{path}", new { name })).Expect(HttpStatusCode.Conflict, QwakErrorCodes.AlreadyExists);
        Assert.Contains((await server.Admin.GetAsync($"/api/v1/{path}")).Items, p => p.GetProperty("name").GetString() == name);
        (await server.Admin.DeleteAsync($"/api/v1/{path}/{name}")).Expect(HttpStatusCode.NoContent);
        (await server.Admin.DeleteAsync($"/api/v1/{path}/{name}")).Expect(HttpStatusCode.NotFound, QwakErrorCodes.NotFound);
        (await server.Admin.PostAsync($"/api/v1/{path}", new { name = "group:x" })).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidName);
        Assert.DoesNotContain((await server.Admin.GetAsync($"/api/v1/{path}")).Items, p => p.GetProperty("name").GetString() == name);
    }

    [Theory]
    [InlineData("nobody", "read", "default", "some-secret", 404, "not_found")]
    [InlineData("admin", "fly", "default", "some-secret", 400, "invalid_value")]
    [InlineData("admin", "read", "nowhere", "some-secret", 404, "unknown_environment")]
    [InlineData("admin", "read", "default", "Not A Name", 400, "invalid_name")]
    [InlineData("a d", "read", "default", "some-secret", 400, "invalid_name")]
    public async Task A_question_that_is_wrong_is_refused(string principal, string action, string environment, string name, int status, string code) =>
        (await server.Admin.PostAsync("/api/v1/policies/explain", new { principal, action, environment, name })).Expect((HttpStatusCode)status, code);

    private static object Body(string effect, string principal, string name) =>
        new { effect, principals = new[] { principal }, actions = new[] { "read" }, environments = new[] { "default" }, names = new[] { name } };

    private static object Question(string principal, string action, string name) => new { principal, action, environment = "default", name };
}
