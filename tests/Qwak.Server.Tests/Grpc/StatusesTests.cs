using System.Net;
using Grpc.Core;
using Qwak.Server.Tests.Service;
using Qwak.Wire.Admiral;
using Qwak.Wire.Authentication;

namespace Qwak.Server.Tests.Grpc;

/// <summary>Each refusal has its gRPC status, its code in a trailer, and its problem at the REST door.</summary>
public sealed class StatusesTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Missing_secrets_are_not_found_with_the_text_of_the_existing_service()
    {
        var headers = server.Admin.Headers();
        var get = await Refused.WithAsync(StatusCode.NotFound, QwakErrorCodes.NotFound, server.Admin.Edge.GetSecretAsync(new() { Name = "nope" }, headers));
        var delete = await Refused.WithAsync(StatusCode.NotFound, QwakErrorCodes.NotFound, server.Admin.Edge.DeleteSecretAsync(new() { Name = "nope" }, headers));
        var identifier = new EnvironmentSecretIdentifier { Name = "nope", EnvironmentId = "default" };
        var admiral = await Refused.WithAsync(
            StatusCode.NotFound, QwakErrorCodes.NotFound, server.Admin.Admiral.DeleteEnvironmentSecretAsync(new() { Identifier = identifier }, headers));
        Assert.All([get, delete, admiral], e => Assert.Equal("Secret not found", e.Status.Detail));
        Assert.Equal("Secret not found", (await server.Admin.ReadAsync("nope")).Expect(HttpStatusCode.NotFound).Detail);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    public async Task A_bad_token_is_unauthenticated_everywhere(string? token)
    {
        var bad = server.With(token);
        var headers = bad.Headers();
        await Refused.WithAsync(StatusCode.Unauthenticated, QwakErrorCodes.Unauthenticated, bad.Edge.GetSecretAsync(new() { Name = "abc" }, headers));
        await Refused.WithAsync(StatusCode.Unauthenticated, QwakErrorCodes.Unauthenticated, bad.Edge.SetSecretAsync(new() { Name = "abc" }, headers));
        await Refused.WithAsync(StatusCode.Unauthenticated, QwakErrorCodes.Unauthenticated, bad.Edge.DeleteSecretAsync(new() { Name = "abc" }, headers));
        await Refused.WithAsync(StatusCode.Unauthenticated, QwakErrorCodes.Unauthenticated, bad.Admiral.SetEnvironmentSecretAsync(new(), headers));
        await Refused.WithAsync(StatusCode.Unauthenticated, QwakErrorCodes.Unauthenticated, bad.Admiral.DeleteEnvironmentSecretAsync(new(), headers));
        await Refused.WithAsync(StatusCode.Unauthenticated, QwakErrorCodes.Unauthenticated, bad.Admiral.ListAccountSecretsAsync(new(), headers));
        await Refused.WithAsync(StatusCode.Unauthenticated, QwakErrorCodes.Unauthenticated, bad.Ecosystem.GetAuthenticatedUserContextAsync(new(), headers));
        (await bad.GetAsync("/api/v1/whoami")).Expect(HttpStatusCode.Unauthorized, QwakErrorCodes.Unauthenticated);
    }

    [Fact]
    public async Task Two_authorization_headers_are_none()
    {
        var headers = server.Admin.Headers();
        headers.Add("authorization", "Bearer " + server.Admin.Token);
        await Refused.WithAsync(StatusCode.Unauthenticated, QwakErrorCodes.Unauthenticated, server.Admin.Edge.GetSecretAsync(new() { Name = "abc" }, headers));
    }

    [Fact]
    public async Task A_reader_may_read_and_not_change()
    {
        var name = server.NewName("shared");
        await server.Admin.SetAsync(name, "v");
        var reader = await server.NewUserAsync("reader", "default");
        Assert.Equal("v", await reader.ReadAtEdgeAsync(name));
        await Refused.WithAsync(
            StatusCode.PermissionDenied, QwakErrorCodes.PermissionDenied, reader.Edge.SetSecretAsync(new() { Name = name, Value = "w" }, reader.Headers()));
        await Refused.WithAsync(
            StatusCode.PermissionDenied, QwakErrorCodes.PermissionDenied, reader.Edge.DeleteSecretAsync(new() { Name = name }, reader.Headers()));
        (await reader.SetAsync(name, "w")).Expect(HttpStatusCode.Forbidden, QwakErrorCodes.PermissionDenied);
        (await reader.DeleteAsync($"/api/v1/environments/default/secrets/{name}")).Expect(HttpStatusCode.Forbidden, QwakErrorCodes.PermissionDenied);
    }

    [Fact]
    public async Task Who_has_no_role_gets_the_same_answer_for_what_is_there_and_what_is_not()
    {
        var name = server.NewName("hidden");
        await server.Admin.SetAsync(name, "v");
        var user = await server.NewUserAsync("reader", "default");
        (await server.Admin.DeleteAsync($"/api/v1/role-assignments/{user.Name}/default")).Expect(HttpStatusCode.NoContent);
        var there = await Refused.WithAsync(StatusCode.NotFound, QwakErrorCodes.NotFound, user.Edge.GetSecretAsync(new() { Name = name }, user.Headers()));
        var missing = await Refused.WithAsync(StatusCode.NotFound, QwakErrorCodes.NotFound, user.Edge.GetSecretAsync(new() { Name = "nope" }, user.Headers()));
        Assert.Equal(missing.Status.Detail, there.Status.Detail);
        (await user.ReadAsync(name)).Expect(HttpStatusCode.NotFound, QwakErrorCodes.NotFound);
        Assert.Empty((await user.Admiral.ListAccountSecretsAsync(new(), user.Headers())).AccountSecrets.Secrets);
    }

    [Fact]
    public async Task A_set_without_a_value_is_invalid()
    {
        var identifier = new EnvironmentSecretIdentifier { Name = "abc", EnvironmentId = "default" };
        foreach (var request in new[]
        {
            new SetEnvironmentSecretRequest(), new SetEnvironmentSecretRequest { Options = new() { Identifier = identifier } },
        })
        {
            await Refused.WithAsync(
                StatusCode.InvalidArgument, QwakErrorCodes.InvalidValue, server.Admin.Admiral.SetEnvironmentSecretAsync(request, server.Admin.Headers()));
        }
    }

    [Fact]
    public async Task An_environment_that_is_not_there_is_a_failed_precondition()
    {
        var identifier = new EnvironmentSecretIdentifier { Name = "abc", EnvironmentId = "nowhere" };
        await Refused.WithAsync(
            StatusCode.FailedPrecondition, QwakErrorCodes.UnknownEnvironment,
            server.Admin.Admiral.DeleteEnvironmentSecretAsync(new() { Identifier = identifier }, server.Admin.Headers()));
        (await server.Admin.ReadAsync("abc", "nowhere")).Expect(HttpStatusCode.NotFound, QwakErrorCodes.UnknownEnvironment);
    }

    [Fact]
    public async Task A_stored_value_that_was_altered_is_data_loss_and_can_be_set_again()
    {
        var name = server.NewName("altered");
        await server.Admin.SetAsync(name, "v");
        server.Sql($"UPDATE secret_version SET ciphertext = zeroblob(length(ciphertext)) WHERE secret_id = (SELECT id FROM secret WHERE name = '{name}')");
        await Refused.WithAsync(
            StatusCode.DataLoss, QwakErrorCodes.IntegrityFailure, server.Admin.Edge.GetSecretAsync(new() { Name = name }, server.Admin.Headers()));
        (await server.Admin.ReadAsync(name)).Expect(HttpStatusCode.InternalServerError, QwakErrorCodes.IntegrityFailure);
        await server.Admin.SetAtEdgeAsync(name, "v");
        Assert.Equal("v", await server.Admin.ReadAtEdgeAsync(name));
    }

    [Fact]
    public async Task A_full_disk_is_unavailable_for_reads_and_writes_and_logins_and_health_says_why()
    {
        await using var full = await ServerFixture.StartAsync();
        await full.Admin.SetAsync("abc", "v");
        full.FillDisk();
        var headers = full.Admin.Headers();
        await Refused.WithAsync(StatusCode.Unavailable, QwakErrorCodes.Unavailable, full.Admin.Edge.GetSecretAsync(new() { Name = "abc" }, headers));
        await Refused.WithAsync(StatusCode.Unavailable, QwakErrorCodes.Unavailable, full.Admin.Edge.SetSecretAsync(new() { Name = "abc", Value = "w" }, headers));
        await Refused.WithAsync(StatusCode.Unavailable, QwakErrorCodes.Unavailable, full.Admin.Edge.DeleteSecretAsync(new() { Name = "abc" }, headers));
        var login = new AuthenticateRequest { QwakApiKeyMethod = new QwakApiKeyMethod { QwakApiKey = full.AdminKey } };
        await Refused.WithAsync(StatusCode.Unavailable, QwakErrorCodes.Unavailable, full.Stranger.Authentication.AuthenticateAsync(login));
        (await full.Admin.ReadAsync("abc")).Expect(HttpStatusCode.ServiceUnavailable, QwakErrorCodes.Unavailable);
        (await full.Admin.SetAsync("abc", "w")).Expect(HttpStatusCode.ServiceUnavailable, QwakErrorCodes.Unavailable);

        // It stays so while nothing can be written, whatever the service tries by itself meanwhile.
        await Task.Delay(TimeSpan.FromSeconds(2.5));
        var ready = (await full.Stranger.GetAsync("/health/ready")).Expect(HttpStatusCode.ServiceUnavailable);
        Assert.Equal("unavailable", ready.Member("status"));
        Assert.Contains("cannot be written", ready.Member("reason"), StringComparison.Ordinal);
        (await full.Stranger.GetAsync("/health/live")).Expect(HttpStatusCode.OK);

        full.FreeDisk();
        Assert.Equal("v", await full.Admin.ReadAtEdgeAsync("abc"));
        (await full.Stranger.GetAsync("/health/ready")).Expect(HttpStatusCode.OK);
        Assert.False(full.App.Lifetime.ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public async Task A_service_recovers_by_itself_when_the_disk_is_free_again()
    {
        await using var full = await ServerFixture.StartAsync();
        full.FillDisk();
        (await full.Admin.ReadAsync("abc")).Expect(HttpStatusCode.ServiceUnavailable);
        full.FreeDisk();
        await Task.Delay(TimeSpan.FromSeconds(2.5));
        (await full.Stranger.GetAsync("/health/ready")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_the_contract_has_and_we_do_not_is_unimplemented()
    {
        var e = await Assert.ThrowsAsync<RpcException>(() => Call("qwak.ecosystem.v0.QwakEcosystemRuntime", "ListUserAccounts"));
        Assert.Equal(StatusCode.Unimplemented, e.StatusCode);
        e = await Assert.ThrowsAsync<RpcException>(() => Call("qwak.admiral.secret.v0.SystemSecretService", "GetSystemSecret"));
        Assert.Equal(StatusCode.Unimplemented, e.StatusCode);
    }

    private Task<byte[]> Call(string service, string method)
    {
        var bytes = Marshallers.Create<byte[]>(b => b, b => b);
        var definition = new Method<byte[], byte[]>(MethodType.Unary, service, method, bytes, bytes);
        return server.Admin.Invoker.AsyncUnaryCall(definition, null, new CallOptions(server.Admin.Headers()), []).ResponseAsync;
    }
}
