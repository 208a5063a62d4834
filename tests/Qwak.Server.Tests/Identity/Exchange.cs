using System.Net;
using Qwak.Connectors.Tests.Support;
using Qwak.Core.Tests.Identity;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.Identity;

/// <summary>What the tests of OIDC tokens say to the service.</summary>
internal static class Exchange
{
    /// <summary>Trusts an issuer: a provider, a service account that may read everything, and a rule, all of one name.</summary>
    public static async Task<string> TrustAsync(this ServerFixture server, string issuer, string? jwksUrl = null, string? audience = null, string claim = "repository", string pattern = "acme/*")
    {
        var name = server.NewName("ci");
        (await server.Admin.PostAsync("/api/v1/identity-providers", new
        {
            name, issuer, audiences = new[] { audience ?? TestIssuer.Audience }, jwksUrl, certificateAuthority = TestCertificates.Roots.ExportCertificatePems(),
        })).Expect(HttpStatusCode.OK);
        (await server.Admin.PostAsync("/api/v1/service-accounts", new { name })).Expect(HttpStatusCode.OK);
        (await server.Admin.PutAsync($"/api/v1/role-assignments/{name}/*", new { role = "reader" })).Expect(HttpStatusCode.OK);
        (await server.Admin.PostAsync("/api/v1/identity-rules", new { name, provider = name, serviceAccount = name, claims = new Dictionary<string, string> { [claim] = pattern } }))
            .Expect(HttpStatusCode.OK);
        return name;
    }

    /// <summary>Lets users sign in with an issuer, as a confidential client or a public one.</summary>
    public static async Task SignInWithAsync(this ServerFixture server, string name, string issuer, string? secret) =>
        (await server.Admin.PostAsync("/api/v1/identity-providers", new
        {
            name, issuer, clientId = "qwak-ui", clientSecret = secret, certificateAuthority = TestCertificates.Roots.ExportCertificatePems(),
        })).Expect(HttpStatusCode.OK);

    /// <summary>A new user who may read everything, and a rule of the same name by which they sign in.</summary>
    public static async Task<string> SignsInAsync(this ServerFixture server, string provider, string claim, string value)
    {
        var user = server.NewName("ada");
        (await server.Admin.PutAsync($"/api/v1/role-assignments/{user}/*", new { role = "reader" })).Expect(HttpStatusCode.OK);
        (await server.Admin.PostAsync("/api/v1/identity-rules", new { name = user, provider, user, claims = new Dictionary<string, string> { [claim] = value } }))
            .Expect(HttpStatusCode.OK);
        return user;
    }

    public static Task<HttpResponseMessage> ExchangeAsync(this ServerFixture server, string token) => server.PostFormAsync(
        ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("subject_token", token), ("subject_token_type", "urn:ietf:params:oauth:token-type:jwt"));

    public static Task<HttpResponseMessage> PostFormAsync(this ServerFixture server, params (string Name, string Value)[] parameters) =>
        server.Stranger.SendRawAsync(new HttpRequestMessage(HttpMethod.Post, "/api/v1/token")
        {
            Content = new FormUrlEncodedContent(parameters.Select(p => KeyValuePair.Create(p.Name, p.Value))),
        });
}
