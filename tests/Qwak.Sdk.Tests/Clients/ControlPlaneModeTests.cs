using Grpc.Core;
using Qwak.Clients;
using Qwak.Sdk.Tests.Service;

namespace Qwak.Sdk.Tests.Clients;

/// <summary>Only the control plane's host is known; the edge, a second service, has to be asked for.</summary>
public sealed class ControlPlaneModeTests
{
    [Fact]
    public async Task The_edge_of_the_callers_environment_is_used()
    {
        await using var scene = await Scene.StartAsync();
        await using var edge = await Scene.StartAsync();
        ShareLogin(scene, edge);
        scene.Service.UserContext.User.EnvironmentDetails = new() { Id = "e1" };
        scene.Service.UserContext.Add("e1", "dev", EdgeOf(edge));
        edge.Service.Secrets["abc"] = "v";
        var client = scene.NewClient(Options(scene));
        using var value = await client.GetSecretAsync("abc");
        await client.SetSecretAsync("abc", "w");

        Assert.Equal("v", value.Reveal());
        Assert.Equal(1, scene.Service.CallsOf("/Authenticate"));
        Assert.Equal(1, scene.Service.CallsOf("/GetAuthenticatedUserContext"));
        Assert.Equal(2, edge.Service.Calls.Count);
        Assert.Equal(2, scene.Service.Calls.Count);
    }

    [Theory]
    [InlineData("e9")]
    [InlineData(null)]
    public async Task An_environment_that_is_not_listed_falls_back_to_the_default(string? id)
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.UserContext.User.EnvironmentDetails = id is null ? null : new() { Id = id };
        scene.Service.UserContext.User.AccountDetails.DefaultEnvironmentId = "e1";
        scene.Service.UserContext.Add("e1", "dev", EdgeOf(scene));
        scene.Service.Secrets["abc"] = "v";
        using var value = await scene.NewClient(Options(scene)).GetSecretAsync("abc");
        Assert.Equal("v", value.Reveal());
    }

    [Fact]
    public async Task Without_a_default_the_configuration_was_not_found()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.UserContext.User.EnvironmentDetails = new() { Id = "e9" };
        var e = await Assert.ThrowsAsync<QwakException>(() => scene.NewClient(Options(scene)).GetSecretAsync("abc"));
        Assert.Equal("Configuration for environment [e9] was not found", e.Message);
        Assert.Equal(QwakErrorCodes.UnknownEnvironment, e.Code);
    }

    [Fact]
    public async Task An_environment_asked_for_by_name_is_found_and_never_replaced()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.UserContext.User.AccountDetails.DefaultEnvironmentId = "e1";
        scene.Service.UserContext.Add("e1", "dev", "localhost:1");
        scene.Service.UserContext.Add("e2", "prod", EdgeOf(scene));
        scene.Service.Secrets["abc"] = "v";
        var options = Options(scene);
        options.Environment = "prod";
        using var value = await scene.NewClient(options).GetSecretAsync("abc");
        Assert.Equal("prod", scene.Service.Single("/GetSecret").Header("x-qwak-environment"));

        options.Environment = "absent";
        var e = await Assert.ThrowsAsync<QwakException>(() => scene.NewClient(options).GetSecretAsync("abc"));
        Assert.Equal("Configuration for environment [absent] was not found", e.Message);
    }

    [Fact]
    public async Task A_failure_has_the_text_of_the_existing_client()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.UserContext.Failure = new RpcException(new Status(StatusCode.PermissionDenied, "not you"));
        var e = await Assert.ThrowsAsync<QwakException>(() => scene.NewClient(Options(scene)).GetSecretAsync("abc"));
        Assert.Equal("Failed to get user context, error is not you", e.Message);
        Assert.Equal(QwakErrorCodes.PermissionDenied, e.Code);

        var options = Options(scene);
        options.ApiKey = "wr0ng@key";
        e = await Assert.ThrowsAsync<QwakException>(() => scene.NewClient(options).GetSecretAsync("abc"));
        Assert.Equal("Failed to login, error is The API key is not valid.", e.Message);
    }

    [Fact]
    public async Task A_kept_token_that_the_control_plane_refuses_is_renewed()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.UserContext.User.EnvironmentDetails = new() { Id = "e1" };
        scene.Service.UserContext.Add("e1", "dev", EdgeOf(scene));
        scene.Service.Secrets["abc"] = "v";
        using var one = await scene.NewClient(Options(scene)).GetSecretAsync("abc");
        scene.Service.Login.RevokeAll();
        using var two = await scene.NewClient(Options(scene)).GetSecretAsync("abc");
        Assert.Equal(2, scene.Service.CallsOf("/Authenticate"));
    }

    [Fact]
    public async Task Rest_calls_go_to_the_edge()
    {
        await using var scene = await Scene.StartAsync();
        await using var edge = await Scene.StartAsync();
        ShareLogin(scene, edge);
        scene.Service.UserContext.User.EnvironmentDetails = new() { Id = "e1" };
        scene.Service.UserContext.Add("e1", "dev", EdgeOf(edge));
        edge.Service.Rest.On("GET /api/v1/whoami", """{"id":"1","name":"me","kind":"user","environment":"dev","roles":[]}""");
        Assert.Equal("dev", (await scene.NewAdministration(Options(scene)).WhoAmIAsync()).Environment);
        Assert.Equal(1, edge.Service.CallsOf("/whoami"));
    }

    private static QwakConnectionOptions Options(Scene scene)
    {
        var options = scene.BareOptions();
        scene.Variables["CONTROL_PLANE_GRPC_ADDRESS"] = "localhost";
        options.ControlPlanePort = scene.Service.Url.Port;
        options.ApiKey = FakeService.ApiKey;
        return options;
    }

    private static string EdgeOf(Scene scene) => scene.Service.Url.Authority;

    private static void ShareLogin(Scene scene, Scene edge) => edge.Service.Login = scene.Service.Login;
}
