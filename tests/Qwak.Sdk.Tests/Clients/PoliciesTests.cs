using Microsoft.AspNetCore.Http;
using Qwak.Clients.Administration;
using Qwak.Sdk.Tests.Service;

namespace Qwak.Sdk.Tests.Clients;

public sealed class PoliciesTests
{
    [Fact]
    public async Task Policies_are_set_listed_explained_and_deleted()
    {
        await using var scene = await Scene.StartAsync();
        const string Policy =
            """{"name":"p","effect":"deny","principals":["group:g"],"actions":["read"],"environments":["*"],"names":["x-*"],"builtIn":false}""";
        scene.Service.Rest.On("PUT /api/v1/policies/p", Policy);
        scene.Service.Rest.On("GET /api/v1/policies", $$"""{"items":[{{Policy}}]}""");
        scene.Service.Rest.On("POST /api/v1/policies/explain", """{"allowed":false,"policy":"p","effect":"deny","explanation":"no"}""");
        scene.Service.Rest.On("DELETE /api/v1/policies/p", _ => Results.NoContent());
        var policies = scene.NewAdministration().Policies;
        Assert.Equal("deny", (await policies.SetAsync("p", new PolicyDefinition("deny", ["group:g"], ["read"], ["*"], ["x-*"]))).Effect);
        Assert.Equal(["x-*"], Assert.Single(await policies.ListAsync()).Names);
        Assert.Equal(
            new PolicyExplanation(false, "p", "deny", "no"), await policies.ExplainAsync(new PolicyQuestion("ana", "read", "prod", "x-y")));
        await policies.DeleteAsync("p");
        Assert.Equal(
            [
                """{"effect":"deny","principals":["group:g"],"actions":["read"],"environments":["*"],"names":["x-*"]}""",
                """{"principal":"ana","action":"read","environment":"prod","name":"x-y"}""",
            ],
            scene.Service.Rest.Bodies.Select(body => body!.ToJsonString()));
    }
}
