using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Qwak.Connectors.Network;
using Qwak.Connectors.Tests.Snowflake;
using Qwak.Connectors.Tests.Support;
using Qwak.FeatureStore.DataSources;
using Qwak.Server.DataSources;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.DataSources;

/// <summary>A member without the right to read tries to have a value sent to themselves. Nothing gets out, and each try is in the trail.</summary>
public sealed class ConfusedDeputyTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("jdbc:postgresql://127.0.0.1:{evil}/shop", "another host")]
    [InlineData("jdbc:postgresql://localhost:{evil}/shop", "another port")]
    [InlineData("jdbc:postgresql://localhost:{port}@127.0.0.1:{evil}/shop", "user-info")]
    [InlineData("jdbc:postgresql://me:pw@localhost:{port}/shop", "user-info")]
    [InlineData("jdbc:postgresql://localhost:{port},127.0.0.1:{evil}/shop", "two hosts")]
    [InlineData("jdbc:postgresql://localhost:{port}/shop;Host=127.0.0.1;Port={evil}", "options of the driver")]
    [InlineData("jdbc:postgresql://localhost:{port}/shop?Host=127.0.0.1&Port={evil}", "JDBC parameters")]
    [InlineData("jdbc:postgresql://localhost:{port}/shop?sslmode=disable", "no TLS")]
    [InlineData("jdbc:postgresql://localhost:{port}/shop?sslfactory=evil.Factory&socketFactory=evil.Factory", "factories")]
    [InlineData("jdbc:postgresql://localhost:{port}/shop?passfile=/etc/passwd", "local files")]
    [InlineData("jdbc:postgresql://169.254.169.254:{port}/shop", "metadata")]
    [InlineData("jdbc:postgresql://[::ffff:169.254.169.254]:{port}/shop", "metadata, mapped")]
    [InlineData("file:///etc/passwd", "a file")]
    public async Task No_url_leads_elsewhere(string url, string trick)
    {
        var orders = await Orders.CreateAsync(server);
        var builder = await server.NewUserAsync("builder");
        using var evil = new Listener();
        var full = url.Replace("{evil}", $"{evil.Port}", StringComparison.Ordinal).Replace("{port}", $"{Orders.Port}", StringComparison.Ordinal);

        var answer = await builder.PostAsync($"{Orders.Path}/sample", Orders.Body(orders.Source(full)));
        Assert.True(answer.Status == 422, $"{trick}: {answer.Text}");
        Assert.True(evil.Connections == 0, $"{trick}: a connection was made");
        Assert.DoesNotContain(orders.Password[..6], answer.Text, StringComparison.Ordinal);
        var last = (await server.Admin.GetAsync($"/api/v1/audit/events?action=data-source.sample&name={orders.Name}&limit=1")).Items[0];
        Assert.Equal(builder.Name, last.GetProperty("principal").GetString());
        Assert.StartsWith("source_failed:", last.GetProperty("outcome").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unbound_secret_is_used_by_nobody_who_may_not_read_it_whatever_the_source()
    {
        var orders = await Orders.CreateAsync(server, isBound: false);
        var builder = await server.NewUserAsync("builder");
        (await builder.PostAsync($"{Orders.Path}/sample", Orders.Body(orders.Source()))).Expect(HttpStatusCode.Forbidden, QwakErrorCodes.PermissionDenied);
        (await builder.SendAsync(
            HttpMethod.Put, $"/api/v1/environments/default/secrets/{orders.PasswordSecret}/bindings/localhost%3A{Orders.Port}", null))
            .Expect(HttpStatusCode.Forbidden, QwakErrorCodes.PermissionDenied);
        (await server.Admin.PostAsync($"{Orders.Path}/sample", Orders.Body(orders.Source()))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_member_cannot_move_somebody_elses_source_or_have_its_owners_rights_for_a_source_of_their_own()
    {
        var orders = await Orders.CreateAsync(server, isBound: false);
        (await server.Admin.PutAsync($"{Orders.Path}/{orders.Name}", Orders.Body(orders.Source()))).Expect(HttpStatusCode.OK);
        var builder = await server.NewUserAsync("builder");
        using var evil = new Listener();
        var moved = orders.Source($"jdbc:postgresql://localhost:{evil.Port}/shop");
        (await builder.PutAsync($"{Orders.Path}/{orders.Name}", Orders.Body(moved))).Expect(HttpStatusCode.Forbidden, QwakErrorCodes.PermissionDenied);
        (await builder.PostAsync($"{Orders.Path}/{orders.Name}/sample", Orders.Body(moved, rows: 1))).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidValue);

        // As it is defined, by who may read the secrets, they may use it.
        (await builder.PostAsync($"{Orders.Path}/{orders.Name}/sample", new { rows = 1 })).Expect(HttpStatusCode.OK);
        Assert.Equal(0, evil.Connections);
    }

    [Fact]
    public async Task A_redirect_takes_no_login_along()
    {
        var (user, password) = (server.NewName("user"), RandomNumberGenerator.GetHexString(20));
        var name = server.NewName("snowflake");
        await using var snowflake = await SnowflakeDouble.StartAsync(user, password);
        using var evil = new Listener();
        snowflake.Redirect = $"https://localhost:{evil.Port}/session/v1/login-request";
        foreach (var (secret, value) in new[] { ($"{name}-user", user), ($"{name}-password", password) })
        {
            (await server.Admin.SetAsync(secret, value)).Expect(HttpStatusCode.OK);
            (await server.Admin.SendAsync(HttpMethod.Put, $"/api/v1/environments/default/secrets/{secret}/bindings/localhost%3A{snowflake.Port}", null))
                .Expect(HttpStatusCode.OK);
        }

        var source = new SnowflakeSource(
            name, "", "", $"localhost:{snowflake.Port}", $"{name}-user", "SHOP", "PUBLIC", "SMALL", passwordSecretName: $"{name}-password", table: "ORDERS");
        var builder = await server.NewUserAsync("builder");
        (await builder.PostAsync($"{Orders.Path}/sample", Orders.Body(source))).Expect(HttpStatusCode.UnprocessableEntity, QwakErrorCodes.SourceFailed);
        Assert.Equal(0, evil.Connections);
    }

    [Fact]
    public async Task Without_the_option_no_source_lies_on_this_machine_not_even_for_an_administrator()
    {
        await using var strict = await ServerFixture.StartAsync(
            sources: new SourceOptions { Network = NetworkPolicy.Strict with { TrustedRoots = TestCertificates.Roots } });
        var orders = await Orders.CreateAsync(strict);
        foreach (var host in new[] { "localhost", "127.0.0.1", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]" })
        {
            await orders.BindAsync($"{host}:{Orders.Port}");
            var refused = await strict.Admin.PostAsync(
                $"{Orders.Path}/sample", Orders.Body(orders.Source($"jdbc:postgresql://{host}:{Orders.Port}/shop")));
            Assert.True(refused.Status == 422 && refused.Detail!.Contains("may not use", StringComparison.Ordinal), $"{host}: {refused.Text}");
        }
    }

    /// <summary>Where a value would have to arrive.</summary>
    private sealed class Listener : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public Listener() => _listener.Start();

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public int Connections => _listener.Pending() ? 1 : 0;

        public void Dispose() => _listener.Dispose();
    }
}
