using Qwak.Clients.SecretService;
using Qwak.Sdk.Tests.Service;

namespace Qwak.Sdk.Tests.Clients;

public sealed class ListSecretsTests
{
    private const string List = "GET /api/v1/environments/default/secrets";

    [Fact]
    public async Task Pages_are_read_as_the_caller_goes_on()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Rest.On("GET /api/v1/whoami", """{"id":"1","name":"me","kind":"user","environment":"default","roles":[]}""");
        scene.Service.Rest.On(List, Page("k 1&2", "aaa", "bbb"));
        scene.Service.Rest.On(List, Page(null, "ccc"));
        List<string> names = [];
        await foreach (var secret in scene.Client.ListSecretsAsync())
        {
            names.Add(secret.Name);
        }

        Assert.Equal(["aaa", "bbb", "ccc"], names);
        Assert.Equal(
            ["?sort=name&order=asc&limit=100", "?sort=name&order=asc&limit=100&after=k%201%262"],
            scene.Service.Calls.Where(call => call.Path.EndsWith("/secrets", StringComparison.Ordinal)).Select(call => call.Query));
    }

    [Fact]
    public async Task Options_go_into_the_query_and_the_environment_into_the_path()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Rest.On("GET /api/v1/environments/prod/secrets", Page(null, "aaa"));
        var options = scene.Options();
        options.Environment = "prod";
        var list = new ListSecretsOptions { Filter = "a=b", Sort = SecretSort.Updated, Descending = true, PageSize = 7 };
        await foreach (var secret in scene.NewClient(options).ListSecretsAsync(list))
        {
            Assert.Equal(("aaa", 3, "me"), (secret.Name, secret.Version, secret.UpdatedBy));
        }

        Assert.Equal("?sort=updated&order=desc&filter=a%3Db&limit=7", scene.Service.Single("/secrets").Query);
        Assert.Equal("prod", scene.Service.Single("/secrets").Header("x-qwak-environment"));
    }

    [Fact]
    public async Task An_environment_that_cannot_be_told_is_asked_for()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Rest.On("GET /api/v1/whoami", """{"id":"1","name":"me","kind":"user","roles":[]}""");
        var e = await Assert.ThrowsAsync<QwakException>(() => FirstAsync(scene.Client));
        Assert.Equal(QwakErrorCodes.UnknownEnvironment, e.Code);
        Assert.Contains("QWAK_ENVIRONMENT", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_that_go_round_are_not_followed()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Rest.On("GET /api/v1/whoami", """{"id":"1","name":"me","kind":"user","environment":"default","roles":[]}""");
        scene.Service.Rest.On(List, Page("same"));
        await Assert.ThrowsAsync<QwakException>(() => FirstAsync(scene.Client));
        Assert.Equal(2, scene.Service.CallsOf("/secrets"));
    }

    private static async Task FirstAsync(SecretServiceClient client)
    {
        await foreach (var unused in client.ListSecretsAsync())
        {
            return;
        }
    }

    private static string Page(string? next, params string[] names)
    {
        var items = names.Select(name =>
            $$"""{"name":"{{name}}","environment":"default","version":3,"createdAt":"2026-01-02T03:04:05Z","""
            + """ "updatedAt":"2026-01-02T03:04:05Z","createdBy":"you","updatedBy":"me"}""");
        return $$"""{"items":[{{string.Join(',', items)}}]{{(next is null ? "" : $",\"next\":\"{next}\"")}}}""";
    }
}
