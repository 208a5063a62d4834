using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Qwak.Core.Access;
using Qwak.Server.Tests.Service;

namespace Qwak.Server.Tests.BadInput;

/// <summary>Tokens that somebody else made, or made for something else, or too long ago: refused at both doors, and nothing is stored.</summary>
public sealed class TokensTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_token_that_is_not_ours_is_refused_at_both_doors()
    {
        var before = StoredRows.Of(server);
        foreach (var (what, token) in Forgeries())
        {
            await RefusedAsync(server.With(token), what);
        }

        before.AssertUnchanged(server);
    }

    [Fact]
    public async Task A_token_of_another_service_of_ours_is_refused()
    {
        await using var other = await ServerFixture.StartAsync();
        await RefusedAsync(server.With(other.Admin.Token), "another store's key");
    }

    [Fact]
    public async Task A_token_ends_with_its_hour_at_both_doors()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var timed = await ServerFixture.StartAsync(time);
        (await timed.Admin.GetAsync("/api/v1/whoami")).Expect(HttpStatusCode.OK);
        time.Advance(TimeSpan.FromHours(1));
        await RefusedAsync(timed.Admin, "expired");
    }

    private static async Task RefusedAsync(TestUser user, string what)
    {
        var path = "/api/v1/environments/default/secrets/token-name";
        foreach (var answer in new[] { await user.GetAsync("/api/v1/whoami"), await user.PutAsync(path, new { value = "v" }) })
        {
            Assert.True(answer.Status == 401, $"{what}: {answer.Status}");
            Assert.Equal(QwakErrorCodes.Unauthenticated, answer.Code);
        }

        await Refused.WithAsync(
            StatusCode.Unauthenticated, QwakErrorCodes.Unauthenticated, user.Edge.SetSecretAsync(new() { Name = "token-name", Value = "v" }, user.Headers()));
    }

    /// <summary>The service's own key signs what a mistaken issuer would; a stranger's key and no key sign the rest.</summary>
    private List<(string What, string Token)> Forgeries()
    {
        var good = new JsonWebToken(server.Admin.Token);
        var ours = typeof(TokenIssuer).GetField("_signing", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!
            .GetValue(server.Store.Tokens) as SigningCredentials;
        using var rsa = RSA.Create(2048);
        var stranger = new SigningCredentials(
            new RsaSecurityKey(rsa.ExportParameters(true)) { KeyId = good.Kid }, SecurityAlgorithms.RsaSha256);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return
        [
            ("wrong key under our key's id", Create(stranger)),
            ("our key, other audience", Create(ours, audience: "https://example.com/")),
            ("our key, no audience", Create(ours, audience: null)),
            ("our key, other issuer", Create(ours, issuer: "https://example.com/")),
            ("our key, expired", Create(ours, expires: now.AddSeconds(-1))),
            ("our key, no expiry", Create(ours, expires: DateTime.MaxValue)),
            ("our key, no credential", Create(ours, credential: null)),
            ("our key, another algorithm", Create(new SigningCredentials(ours!.Key, SecurityAlgorithms.RsaSha512))),
            ("our key, PSS", Create(new SigningCredentials(ours.Key, SecurityAlgorithms.RsaSsaPssSha256))),
            ("HMAC with a key of the stranger's", Create(new SigningCredentials(new SymmetricSecurityKey(new byte[64]), SecurityAlgorithms.HmacSha256))),
            ("alg none", $"{Encode("{\"alg\":\"none\",\"typ\":\"JWT\"}")}.{good.EncodedPayload}."),
            ("alg NoNe", $"{Encode("{\"alg\":\"NoNe\",\"typ\":\"JWT\"}")}.{good.EncodedPayload}."),
            ("alg none, our signature", $"{Encode("{\"alg\":\"none\",\"typ\":\"JWT\"}")}.{good.EncodedPayload}.{good.EncodedSignature}"),
            ("key in the header", $"{Encode($"{{\"alg\":\"RS256\",\"jwk\":{{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"AQAB\"}}}}")}.{good.EncodedPayload}.{good.EncodedSignature}"),
            ("encrypted form", $"{good.EncodedHeader}.{good.EncodedPayload}.{good.EncodedSignature}.AAAA.AAAA"),
            ("not base64url", $"{good.EncodedHeader}.{good.EncodedPayload}.%%%"),
            ("header that nests deeply", $"{Encode(new string('[', 5000))}.{good.EncodedPayload}.{good.EncodedSignature}"),
        ];

        string Create(
            SigningCredentials? signing, string? audience = TokenIssuer.Audience, string issuer = TokenIssuer.Issuer, string? credential = "", DateTime? expires = null) =>
            new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
            {
                Issuer = issuer,
                Audience = audience,
                IssuedAt = now.AddMinutes(-5),
                Expires = expires == DateTime.MaxValue ? null : expires ?? now.AddHours(1),
                SigningCredentials = signing,
                Claims = good.Claims
                    .Where(c => c.Type is "sub" or "jti" || (credential is not null && c.Type.EndsWith("/credential", StringComparison.Ordinal)))
                    .ToDictionary(c => c.Type, c => (object)c.Value),
            });

        static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
    }
}
