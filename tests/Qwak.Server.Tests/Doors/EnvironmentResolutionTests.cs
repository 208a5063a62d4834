using System.Net;
using Grpc.Core;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.Doors;

/// <summary>Which environment a request acts in: the address that was dialled, the header, the credential's, the path.</summary>
public sealed class EnvironmentResolutionTests : IAsyncLifetime
{
    private ServerFixture _server = null!;
    private TestUser _there = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerFixture.StartAsync();
        await _server.CreateEnvironmentAsync("production");
        _there = await _server.LogInAsync(_server.AdminKey, listener: 1);
        (await _there.SetAsync("abc", "production-value", "production")).Expect(HttpStatusCode.OK);
        (await _server.Admin.SetAsync("abc", "default-value")).Expect(HttpStatusCode.OK);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_dialled_address_decides()
    {
        Assert.Equal("default-value", await _server.Admin.ReadAtEdgeAsync("abc"));
        Assert.Equal("production-value", await _there.ReadAtEdgeAsync("abc"));
        Assert.Equal("default", (await _server.Admin.GetAsync("/api/v1/whoami")).Member("environment"));
        Assert.Equal("production", (await _there.GetAsync("/api/v1/whoami")).Member("environment"));
    }

    [Fact]
    public async Task A_header_that_disagrees_with_the_address_is_refused()
    {
        var edge = _there.Edge;
        Assert.Equal("production-value", (await edge.GetSecretAsync(new() { Name = "abc" }, _there.Headers("production"))).Value);
        await Refused.WithAsync(
            StatusCode.FailedPrecondition, QwakErrorCodes.UnknownEnvironment, edge.GetSecretAsync(new() { Name = "abc" }, _there.Headers("default")));
        await Refused.WithAsync(
            StatusCode.FailedPrecondition, QwakErrorCodes.UnknownEnvironment, edge.GetSecretAsync(new() { Name = "abc" }, _there.Headers("nowhere")));
    }

    [Fact]
    public async Task A_path_names_its_environment_whatever_the_address_but_not_against_the_header()
    {
        Assert.Equal("production-value", (await _server.Admin.ReadAsync("abc", "production")).Member("value"));
        var path = "/api/v1/environments/production/secrets/abc/value";
        (await _server.Admin.GetAsync(path, environment: "production")).Expect(HttpStatusCode.OK);
        (await _server.Admin.GetAsync(path, environment: "default")).Expect(HttpStatusCode.NotFound, QwakErrorCodes.UnknownEnvironment);
        (await _server.Admin.ReadAsync("abc", "nowhere")).Expect(HttpStatusCode.NotFound, QwakErrorCodes.UnknownEnvironment);
    }

    [Fact]
    public async Task A_credential_that_is_bound_to_another_environment_is_refused()
    {
        var bound = await _server.NewUserAsync("member", "production", boundKey: true);
        using var atProduction = new TestUser(_server, bound.Token, _server.PortNumbers[1]);
        Assert.Equal("production-value", await atProduction.ReadAtEdgeAsync("abc"));
        await Refused.WithAsync(
            StatusCode.FailedPrecondition, QwakErrorCodes.UnknownEnvironment, bound.Edge.GetSecretAsync(new() { Name = "abc" }, bound.Headers()));
        (await bound.ReadAsync("abc")).Expect(HttpStatusCode.NotFound, QwakErrorCodes.UnknownEnvironment);
        Assert.Equal("production-value", (await bound.ReadAsync("abc", "production")).Member("value"));
    }

    [Fact]
    public async Task An_environment_without_an_address_is_reached_by_header_or_credential()
    {
        // The default's address is the first listener; a name of the certificate on another port belongs to none.
        await _server.CreateEnvironmentAsync("staging", withAddress: false);
        using var message = new HttpRequestMessage(HttpMethod.Get, "/api/v1/whoami") { Headers = { Host = "localhost:9", } };
        (await _server.Admin.SendAsync(message)).Expect(HttpStatusCode.OK);

        using var named = new HttpRequestMessage(HttpMethod.Get, "/api/v1/whoami") { Headers = { Host = "localhost:9" } };
        named.Headers.Add("x-qwak-environment", "staging");
        Assert.Equal("staging", (await _server.Admin.SendAsync(named)).Member("environment"));

        var bound = await _server.NewUserAsync("member", "staging", boundKey: true);
        using var own = new HttpRequestMessage(HttpMethod.Get, "/api/v1/whoami") { Headers = { Host = "localhost:9" } };
        Assert.Equal("staging", (await bound.SendAsync(own)).Member("environment"));
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:443")]
    [InlineData("localhost.evil.example:8443")]
    [InlineData("10.0.0.1:8443")]
    public async Task With_two_environments_a_host_that_is_none_of_ours_is_refused(string host)
    {
        using var read = new HttpRequestMessage(HttpMethod.Get, "/api/v1/environments/default/secrets/abc/value") { Headers = { Host = host } };
        (await _server.Admin.SendAsync(read)).Expect(HttpStatusCode.NotFound, QwakErrorCodes.UnknownEnvironment);
        using var who = new HttpRequestMessage(HttpMethod.Get, "/api/v1/whoami") { Headers = { Host = host } };
        Assert.Null((await _server.Admin.SendAsync(who)).Json.GetProperty("environment").GetString());
    }

    [Fact]
    public async Task With_one_environment_any_address_will_do()
    {
        await using var single = await ServerFixture.StartAsync();
        await single.Admin.SetAsync("abc", "v");
        using var read = new HttpRequestMessage(HttpMethod.Get, "/api/v1/environments/default/secrets/abc/value") { Headers = { Host = "proxy.example" } };
        (await single.Admin.SendAsync(read)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_user_context_tells_the_address_of_each_environment()
    {
        var answer = await _there.Ecosystem.GetAuthenticatedUserContextAsync(new(), _there.Headers());
        var user = answer.AuthenticatedUserContext.User;
        Assert.Equal("production", user.EnvironmentDetails.Id);
        Assert.Equal("default", user.AccountDetails.DefaultEnvironmentId);
        Assert.Equal(["default", "production"], user.AccountDetails.EnvironmentById.Keys.Order());
        Assert.Equal(["default", "production"], user.AccountDetails.UserContextEnvironmentById.Keys.Order());
        Assert.Equal($"localhost:{_server.PortNumbers[0]}", user.AccountDetails.EnvironmentById["default"].Configuration.EdgeServicesUrl);
        Assert.Equal($"localhost:{_server.PortNumbers[1]}", user.AccountDetails.EnvironmentById["production"].Configuration.EdgeServicesUrl);
        Assert.Equal(Wire.Users.QwakAccountRole.AccountRoleAdmin, user.AccountRole);
        Assert.Matches("^[0-9a-f]{32}$", user.UserId);
        Assert.Equal(_server.Store.Id, user.AccountDetails.Id);
    }

    [Fact]
    public async Task The_user_context_shows_a_member_their_environments_only()
    {
        var member = await _server.NewUserAsync("reader", "production");
        var user = (await member.Ecosystem.GetAuthenticatedUserContextAsync(new(), member.Headers())).AuthenticatedUserContext.User;
        Assert.Equal(["production"], user.AccountDetails.EnvironmentById.Keys);
        Assert.Equal("production", user.AccountDetails.DefaultEnvironmentId);
        Assert.Equal("production", user.EnvironmentDetails.Id);
        Assert.Equal(Wire.Users.QwakAccountRole.AccountRoleMember, user.AccountRole);
    }
}
