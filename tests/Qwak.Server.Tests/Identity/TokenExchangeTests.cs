using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.Identity;

/// <summary>The exchange over REST, with keys that are found by discovery.</summary>
public sealed class TokenExchangeTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string GrantType = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string Jwt = "urn:ietf:params:oauth:token-type:jwt";

    [Fact]
    public async Task A_token_is_exchanged_as_rfc_8693_says_and_reads_at_both_doors()
    {
        await using var ci = await IssuerServer.StartAsync();
        var name = await server.TrustAsync(ci.Issuer.Url);
        var secret = server.NewName("secret");
        (await server.Admin.SetAsync(secret, "value")).Expect(HttpStatusCode.OK);
        var token = ci.Issuer.Token(TimeProvider.System.GetUtcNow());

        var answer = await server.ExchangeAsync(token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal(["access_token", "expires_in", "issued_token_type", "token_type"], json.EnumerateObject().Select(member => member.Name).Order());
        Assert.Equal(("Bearer", "urn:ietf:params:oauth:token-type:access_token"), (json.GetProperty("token_type").GetString(), json.GetProperty("issued_token_type").GetString()));
        Assert.InRange(json.GetProperty("expires_in").GetInt64(), 290, 300);

        var workload = server.With(json.GetProperty("access_token").GetString());
        Assert.Equal("value", (await workload.ReadAsync(secret)).Expect(HttpStatusCode.OK).Member("value"));
        Assert.Equal("value", await workload.ReadAtEdgeAsync(secret));
        Assert.Equal(name, (await workload.GetAsync("/api/v1/whoami")).Expect(HttpStatusCode.OK).Member("name"));
        (await workload.SetAsync(secret, "other")).Expect(HttpStatusCode.Forbidden);

        await RefusedAsync(await server.ExchangeAsync(token), QwakErrorCodes.Unauthenticated);
        (await server.Admin.DeleteAsync($"/api/v1/identity-rules/{name}")).Expect(HttpStatusCode.NoContent);
        (await workload.ReadAsync(secret)).Expect(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Providers_and_rules_are_listed_and_deleted()
    {
        await using var ci = await IssuerServer.StartAsync();
        var name = await server.TrustAsync(ci.Issuer.Url, ci.JwksUrl);
        var provider = (await server.Admin.GetAsync("/api/v1/identity-providers")).Items.Single(p => p.GetProperty("name").GetString() == name);
        Assert.Equal((ci.Issuer.Url, ci.JwksUrl), (provider.GetProperty("issuer").GetString(), provider.GetProperty("jwksUrl").GetString()));
        var rule = (await server.Admin.GetAsync("/api/v1/identity-rules")).Items.Single(r => r.GetProperty("name").GetString() == name);
        Assert.Equal((name, "acme/*"), (rule.GetProperty("serviceAccount").GetString(), rule.GetProperty("claims").GetProperty("repository").GetString()));
        (await server.Admin.DeleteAsync($"/api/v1/identity-providers/{name}")).Expect(HttpStatusCode.NoContent);
        (await server.Admin.DeleteAsync($"/api/v1/identity-providers/{name}")).Expect(HttpStatusCode.NotFound, QwakErrorCodes.NotFound);
        (await server.Admin.DeleteAsync($"/api/v1/identity-rules/{name}")).Expect(HttpStatusCode.NotFound, QwakErrorCodes.NotFound);
        (await server.Admin.PostAsync("/api/v1/identity-providers", "{}")).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidName);
        (await server.Admin.PostAsync("/api/v1/identity-rules", """{"name":"x","claim":{}}""")).Expect(HttpStatusCode.BadRequest, QwakErrorCodes.InvalidValue);
    }

    [Fact]
    public async Task Requests_that_are_not_understood_are_refused()
    {
        (string, string)[] good = [("grant_type", GrantType), ("subject_token", "a.b.c"), ("subject_token_type", Jwt)];
        await RefusedAsync(await server.PostFormAsync(good), QwakErrorCodes.Unauthenticated);
        await RefusedAsync(await server.PostFormAsync([.. good, ("requested_token_type", "urn:ietf:params:oauth:token-type:access_token")]), QwakErrorCodes.Unauthenticated);
        foreach (var wrong in new (string, string)[][]
        {
            [], good[1..], good[..2], [good[0], good[2]], [.. good, good[1]], [.. good, ("scope", "read")], [.. good, ("actor_token", "a.b.c")],
            [("grant_type", "client_credentials"), .. good[1..]], [.. good[..2], ("subject_token_type", "urn:ietf:params:oauth:token-type:saml2")],
            [.. good, ("requested_token_type", Jwt)],
        })
        {
            await RefusedAsync(await server.PostFormAsync(wrong), QwakErrorCodes.InvalidValue);
        }

        await RefusedAsync(await server.Stranger.SendRawAsync(new(HttpMethod.Post, "/api/v1/token") { Content = TestUser.JsonBody(new { grant_type = GrantType }) }), QwakErrorCodes.InvalidValue);
        var large = await server.PostFormAsync([.. good, ("padding", new string('x', 20_000))]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    private static async Task RefusedAsync(HttpResponseMessage answer, string code)
    {
        Assert.Equal((HttpStatusCode.BadRequest, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal(("invalid_request", code), (json.GetProperty("error").GetString(), json.GetProperty("code").GetString()));
    }
}
