using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Qwak.Server.Tests.Service;
using Qwak.Wire.Authentication;

namespace Qwak.Server.Tests.Rest;

/// <summary>Both logins of the existing clients, and the keys with which they check what they got.</summary>
public sealed class LoginTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task An_api_key_becomes_a_token_of_an_hour_at_both_doors()
    {
        var rest = await server.Stranger.PostAsync("/api/v1/authentication/qwak-api-key", new { qwakApiKey = server.AdminKey });
        var grpc = await server.Stranger.Authentication.AuthenticateAsync(
            new AuthenticateRequest { QwakApiKeyMethod = new QwakApiKeyMethod { QwakApiKey = server.AdminKey } });
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Assert.InRange(rest.Json.GetProperty("expiredAt").GetInt64(), now + 3500, now + 3600);
        Assert.InRange(grpc.ExpiredAt.Seconds, now + 3500, now + 3600);
        foreach (var token in new[] { rest.Member("accessToken"), grpc.AccessToken })
        {
            (await server.With(token).GetAsync("/api/v1/whoami")).Expect(HttpStatusCode.OK);
            var (header, claims) = await VerifyAsync(token);
            Assert.Equal("RS256", header.GetProperty("alg").GetString());
            Assert.Equal("https://auth-token.qwak.ai/", claims.GetProperty("aud").GetString());
            Assert.True(claims.GetProperty("exp").GetInt64() > now);
        }
    }

    [Fact]
    public async Task The_jwks_has_the_public_members_and_nothing_of_the_private_key()
    {
        var keys = (await server.Stranger.GetAsync("/.well-known/jwks.json")).Expect(HttpStatusCode.OK).Json.GetProperty("keys");
        foreach (var key in keys.EnumerateArray())
        {
            Assert.Equal(["alg", "e", "kid", "kty", "n", "use"], key.EnumerateObject().Select(m => m.Name).Order());
            Assert.Equal(("RSA", "sig", "RS256"), (Text("kty"), Text("use"), Text("alg")));
            Assert.True(Base64Url.DecodeFromChars(Text("n")).Length >= 256);
            string Text(string member) => key.GetProperty(member).GetString()!;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("qsk_0123456789abcdef0123456789abcdef@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_wrong_key_is_unauthenticated_at_both_doors(string key)
    {
        (await server.Stranger.PostAsync("/api/v1/authentication/qwak-api-key", new { qwakApiKey = key }))
            .Expect(HttpStatusCode.Unauthorized, QwakErrorCodes.Unauthenticated);
        var request = new AuthenticateRequest { QwakApiKeyMethod = new QwakApiKeyMethod { QwakApiKey = key } };
        await Refused.WithAsync(StatusCode.Unauthenticated, QwakErrorCodes.Unauthenticated, server.Stranger.Authentication.AuthenticateAsync(request));
    }

    [Fact]
    public async Task Passwords_and_nothing_at_all_are_unauthenticated()
    {
        var password = new AuthenticateRequest { UsernamePasswordMethod = new UsernamePasswordMethod { Username = "admin", Password = "x" } };
        foreach (var request in new[] { password, new AuthenticateRequest() })
        {
            await Refused.WithAsync(StatusCode.Unauthenticated, QwakErrorCodes.Unauthenticated, server.Stranger.Authentication.AuthenticateAsync(request));
        }
    }

    [Fact]
    public async Task A_token_that_was_altered_in_any_part_is_refused()
    {
        var parts = server.Admin.Token!.Split('.');
        var claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1]));
        var later = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.Replace("\"exp\":1", "\"exp\":9", StringComparison.Ordinal)));
        var none = Base64Url.EncodeToString("{\"alg\":\"none\",\"typ\":\"JWT\"}"u8);
        var jwks = (await server.Stranger.GetAsync("/.well-known/jwks.json")).Json.GetProperty("keys")[0];
        var hmac = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"{jwks.GetProperty("kid").GetString()}\"}}"));
        var publicKey = Encoding.UTF8.GetBytes(jwks.GetProperty("n").GetString()!);
        var confused = Base64Url.EncodeToString(HMACSHA256.HashData(publicKey, Encoding.UTF8.GetBytes($"{hmac}.{parts[1]}")));
        using var stranger = RSA.Create(2048);
        var foreign = Base64Url.EncodeToString(stranger.SignData(
            Encoding.UTF8.GetBytes($"{parts[0]}.{later}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        string[] forgeries =
        [
            $"{parts[0]}.{later}.{parts[2]}", $"{none}.{parts[1]}.", $"{none}.{parts[1]}.{parts[2]}", $"{hmac}.{parts[1]}.{confused}",
            $"{parts[0]}.{later}.{foreign}", $"{parts[0]}.{parts[1]}", $"{parts[0]}.{parts[1]}.{parts[2]}x", new string('a', 9000),
        ];
        foreach (var forgery in forgeries)
        {
            (await server.With(forgery).GetAsync("/api/v1/whoami")).Expect(HttpStatusCode.Unauthorized, QwakErrorCodes.Unauthenticated);
        }
    }

    [Fact]
    public async Task The_jfrog_login_finds_its_tenant_with_a_good_token_only()
    {
        var footer = (await server.Admin.GetAsync("/ui/api/v1/system/auth/screen/footer")).Expect(HttpStatusCode.OK);
        Assert.Equal(server.Store.Id, footer.Member("serverId"));
        Assert.Equal(server.Store.Id, (await server.Admin.GetAsync("/jfconnect/api/v1/system/jpd_id")).Expect(HttpStatusCode.OK).Text);
        foreach (var path in new[] { "/ui/api/v1/system/auth/screen/footer", "/jfconnect/api/v1/system/jpd_id" })
        {
            (await server.Stranger.GetAsync(path)).Expect(HttpStatusCode.Unauthorized, QwakErrorCodes.Unauthenticated);
        }

        var headers = server.Admin.Headers();
        headers.Add("x-jfrog-tenant-id", footer.Member("serverId"));
        await Refused.WithAsync(StatusCode.NotFound, QwakErrorCodes.NotFound, server.Admin.Edge.GetSecretAsync(new() { Name = "nope" }, headers));
    }

    [Fact]
    public async Task The_user_context_has_a_rest_twin_that_says_the_same()
    {
        const string Path = "/api/v0/runtime/get-authenticated-user-context";
        var twin = (await server.Admin.GetAsync(Path)).Expect(HttpStatusCode.OK).Json.GetProperty("authenticatedUserContext").GetProperty("user");
        var account = twin.GetProperty("accountDetails");
        var start = account.GetProperty("defaultEnvironmentId").GetString()!;
        Assert.Equal("ACCOUNT_ROLE_ADMIN", twin.GetProperty("accountRole").GetString());
        Assert.Equal(start, twin.GetProperty("environmentDetails").GetProperty("id").GetString());
        Assert.StartsWith(
            "localhost:",
            account.GetProperty("environmentById").GetProperty(start).GetProperty("configuration").GetProperty("edgeServicesUrl").GetString(),
            StringComparison.Ordinal);
        (await server.Stranger.GetAsync(Path)).Expect(HttpStatusCode.Unauthorized, QwakErrorCodes.Unauthenticated);
    }

    private async Task<(JsonElement Header, JsonElement Claims)> VerifyAsync(string token)
    {
        var parts = token.Split('.');
        var header = Json(parts[0]);
        var jwks = (await server.Stranger.GetAsync("/.well-known/jwks.json")).Json.GetProperty("keys");
        var key = jwks.EnumerateArray().Single(k => k.GetProperty("kid").GetString() == header.GetProperty("kid").GetString());
        using var rsa = RSA.Create(new RSAParameters
        {
            Modulus = Base64Url.DecodeFromChars(key.GetProperty("n").GetString()!),
            Exponent = Base64Url.DecodeFromChars(key.GetProperty("e").GetString()!),
        });
        Assert.True(rsa.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        return (header, Json(parts[1]));

        static JsonElement Json(string part) => JsonDocument.Parse(Base64Url.DecodeFromChars(part)).RootElement;
    }
}
