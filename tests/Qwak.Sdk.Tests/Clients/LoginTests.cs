using Grpc.Core;
using Qwak.Clients;
using Qwak.Sdk.Tests.Service;

namespace Qwak.Sdk.Tests.Clients;

public sealed class LoginTests
{
    private const string Login = "/qwak-api-key";

    [Fact]
    public async Task One_login_serves_many_calls_and_many_clients()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Secrets["abc"] = "v";
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => scene.Client.GetSecretAsync("abc")));
        using var other = await scene.NewClient().GetSecretAsync("abc");
        Assert.Equal(1, scene.Service.CallsOf(Login));
        Assert.DoesNotContain(
            FakeService.ApiKey, await File.ReadAllTextAsync(scene.Home[".qwak/auth"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_about_to_expire_is_not_used()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Secrets["abc"] = "v";
        scene.Service.Login.Lifetime = TimeSpan.FromSeconds(59);
        using var one = await scene.Client.GetSecretAsync("abc");
        using var two = await scene.Client.GetSecretAsync("abc");
        Assert.Equal(2, scene.Service.CallsOf(Login));
    }

    [Fact]
    public async Task A_kept_token_that_is_refused_is_renewed_once()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Secrets["abc"] = "v";
        using var one = await scene.Client.GetSecretAsync("abc");
        scene.Service.Login.RevokeAll();
        using var two = await scene.Client.GetSecretAsync("abc");
        Assert.Equal(2, scene.Service.CallsOf(Login));
        Assert.Equal(3, scene.Service.CallsOf("/GetSecret"));
        Assert.Empty(scene.Time.Waits);
    }

    [Fact]
    public async Task A_kept_token_that_rest_refuses_is_renewed_too()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Rest.On("GET /api/v1/whoami", """{"id":"1","name":"me","kind":"user","roles":[]}""");
        var client = scene.NewAdministration();
        await client.WhoAmIAsync();
        scene.Service.Login.RevokeAll();
        await client.WhoAmIAsync();
        Assert.Equal((2, 3), (scene.Service.CallsOf(Login), scene.Service.CallsOf("/whoami")));
    }

    [Fact]
    public async Task A_fresh_token_that_is_refused_is_not_renewed()
    {
        await using var scene = await Scene.StartAsync();
        scene.Fail(StatusCode.Unauthenticated, "no longer", times: 9);
        var e = await Assert.ThrowsAsync<QwakException>(() => scene.Client.GetSecretAsync("abc"));
        Assert.Equal(QwakErrorCodes.Unauthenticated, e.Code);
        Assert.Equal((1, 1), (scene.Service.CallsOf(Login), scene.Service.CallsOf("/GetSecret")));

        e = await Assert.ThrowsAsync<QwakException>(() => scene.Client.GetSecretAsync("abc"));
        Assert.Equal(QwakErrorCodes.Unauthenticated, e.Code);
        Assert.Equal((2, 3), (scene.Service.CallsOf(Login), scene.Service.CallsOf("/GetSecret")));
    }

    [Fact]
    public async Task A_wrong_key_fails_to_log_in_and_is_not_repeated()
    {
        await using var scene = await Scene.StartAsync();
        var options = scene.Options();
        options.ApiKey = "wr0ng@key";
        var e = await Assert.ThrowsAsync<QwakException>(() => scene.NewClient(options).GetSecretAsync("abc"));
        Assert.Equal("Failed to login, error is The API key is not valid.", e.Message);
        Assert.Equal((QwakErrorCodes.Unauthenticated, StatusCode.Unauthenticated), (e.Code, e.StatusCode));
        Assert.DoesNotContain("wr0ng", e.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, scene.Service.CallsOf(Login));
    }

    [Fact]
    public async Task A_damaged_cache_costs_a_login()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Secrets["abc"] = "v";
        Directory.CreateDirectory(scene.Home[".qwak"]);
        await File.WriteAllTextAsync(scene.Home[".qwak/auth"], "\0 not [ini");
        using var one = await scene.Client.GetSecretAsync("abc");
        using var two = await scene.NewClient().GetSecretAsync("abc");
        Assert.Equal(1, scene.Service.CallsOf(Login));
    }

    [Fact]
    public async Task Configuring_writes_profile_and_token_and_the_next_client_needs_nothing_else()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Secrets["abc"] = "v";
        var options = scene.Options();
        await QwakLogin.ConfigureAsync(
            options, new QwakProfile { Url = scene.Service.Url.OriginalString, ApiKey = FakeService.ApiKey }, default);
        using var value = await scene.NewClient(scene.BareOptions()).GetSecretAsync("abc");
        Assert.Equal(1, scene.Service.CallsOf(Login));
        Assert.StartsWith("[default]\ntokens = \"ey", await File.ReadAllTextAsync(scene.Home[".qwak/auth"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configuring_with_a_wrong_key_writes_no_profile()
    {
        await using var scene = await Scene.StartAsync();
        var options = scene.Options();
        options.ApiKey = "wrong@key";
        var e = await Assert.ThrowsAsync<QwakException>(() =>
            QwakLogin.ConfigureAsync(options, new QwakProfile { ApiKey = "wrong@key" }, default));
        Assert.Equal("Failed to login, error is The API key is not valid.", e.Message);
        Assert.False(File.Exists(scene.Home[".qwak/config"]));
    }
}
