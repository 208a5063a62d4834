using Qwak.Sdk.Tests.Service;

namespace Qwak.Sdk.Tests.Clients;

public sealed class JFrogModeTests
{
    private const string Footer = "GET /ui/api/v1/system/auth/screen/footer";

    [Fact]
    public async Task The_token_is_sent_as_it_is_with_the_tenant_of_the_platform()
    {
        await using var scene = await Scene.StartAsync();
        var token = Configure(scene);
        scene.Service.Rest.On(Footer, """{"serverId":"tenant-1","other":true}""");
        scene.Service.Secrets["abc"] = "v";
        var client = scene.NewClient(scene.BareOptions());
        using var one = await client.GetSecretAsync("abc");
        using var two = await client.GetSecretAsync("abc");

        Assert.Equal(1, scene.Service.CallsOf("/footer"));
        Assert.Equal(0, scene.Service.CallsOf("/qwak-api-key"));
        Assert.All(scene.Service.Calls.Where(call => call.Path.EndsWith("/GetSecret", StringComparison.Ordinal)), call =>
        {
            Assert.Equal("Bearer " + token, call.Header("authorization"));
            Assert.Equal("tenant-1", call.Header("x-jfrog-tenant-id"));
        });
        Assert.False(Directory.Exists(scene.Home[".qwak"]));
    }

    [Fact]
    public async Task A_refused_token_is_said_to_be_the_credential()
    {
        await using var scene = await Scene.StartAsync();
        Configure(scene);
        scene.Service.Login.RevokeAll();
        scene.Service.Rest.On(Footer, """{"serverId":"tenant-1"}""");
        var e = await Assert.ThrowsAsync<QwakException>(() => scene.NewClient(scene.BareOptions()).GetSecretAsync("abc"));
        Assert.Equal("Failed to authenticate with JFrog. Please check your credentials", e.Message);
        Assert.Equal(QwakErrorCodes.Unauthenticated, e.Code);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("<html>")]
    public async Task A_platform_without_a_tenant_is_said_to_be_the_configuration(string footer)
    {
        await using var scene = await Scene.StartAsync();
        Configure(scene);
        scene.Service.Rest.On(Footer, footer);
        var e = await Assert.ThrowsAsync<QwakException>(() => scene.NewClient(scene.BareOptions()).GetSecretAsync("abc"));
        Assert.Equal("Failed to authenticate with JFrog. Please check your artifactory configuration", e.Message);
    }

    [Fact]
    public async Task A_token_refused_later_is_not_exchanged()
    {
        await using var scene = await Scene.StartAsync();
        Configure(scene);
        scene.Service.Rest.On(Footer, """{"serverId":"tenant-1"}""");
        scene.Service.Secrets["abc"] = "v";
        var client = scene.NewClient(scene.BareOptions());
        using var one = await client.GetSecretAsync("abc");
        scene.Service.Login.RevokeAll();
        var e = await Assert.ThrowsAsync<QwakException>(() => client.GetSecretAsync("abc"));
        Assert.Equal(QwakErrorCodes.Unauthenticated, e.Code);
        Assert.Equal(2, scene.Service.CallsOf("/GetSecret"));
    }

    private static string Configure(Scene scene)
    {
        var token = scene.Service.Login.Issue();
        scene.Variables["JF_URL"] = scene.Service.Url.OriginalString + "/artifactory";
        scene.Variables["JF_ACCESS_TOKEN"] = token;
        return token;
    }
}
