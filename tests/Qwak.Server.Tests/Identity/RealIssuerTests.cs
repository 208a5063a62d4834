using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Qwak.Connectors.Tests.Support;
using Qwak.Core.Tests.Identity;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.Identity;

/// <summary>Tokens of an issuer that others wrote: oidc-provider, of npm.</summary>
public sealed class RealIssuerTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Tokens_of_an_issuer_that_is_none_of_ours_are_exchanged_by_discovery()
    {
        var (issuer, line) = NodePackages.Serve("issuer.js", new { audience = TestIssuer.Audience });
        using var process = issuer;
        var told = JsonSerializer.Deserialize<JsonElement>(line);
        var tokens = told.GetProperty("tokens").EnumerateObject().ToDictionary(token => token.Name, token => token.Value.GetString()!);
        Assert.Equal(["ES256", "RS256"], tokens.Keys.Order());
        var name = await server.TrustAsync(told.GetProperty("url").GetString()!, claim: "project_path");
        foreach (var (alg, token) in tokens)
        {
            var answer = await server.ExchangeAsync(token);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{alg}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
            var json = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            Assert.Equal(name, (await server.With(json.GetProperty("access_token").GetString()).GetAsync("/api/v1/whoami")).Member("name"));
            Assert.Equal(HttpStatusCode.BadRequest, (await server.ExchangeAsync(token)).StatusCode);
        }

        issuer.StandardInput.Close();
        await issuer.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
