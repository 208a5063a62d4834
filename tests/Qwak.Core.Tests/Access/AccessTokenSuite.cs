using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Qwak.Core.Access;
using Qwak.Core.Encryption;
using Qwak.Core.Encryption.Seals;
using Qwak.Core.Storage;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Access;

/// <summary>Which texts are taken for an access token. Forged ones are made by hand, not by the library that checks them.</summary>
public abstract class AccessTokenSuite : StoreSuite
{
    private const string Audience = "https://auth-token.qwak.ai/";
    private const string Credential = Audience + "credential";

    private string Kid => Scene.Store.Tokens.Jwks[0].Kid;

    private long Now => Scene.Time.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public async Task An_issued_token_is_an_rs256_jwt_with_the_claims_that_the_existing_sdk_asks_for()
    {
        var issued = await LoginAsync();
        var (header, payload) = Read(issued.Token);
        Assert.Equal(("RS256", Kid), (header.GetProperty("alg").GetString(), header.GetProperty("kid").GetString()));
        Assert.Equal(Audience, payload.GetProperty("aud").GetString());
        Assert.Equal("https://qwak-secret-service/", payload.GetProperty("iss").GetString());
        Assert.Equal(Now, payload.GetProperty("iat").GetInt64());
        Assert.Equal(Now + 3600, payload.GetProperty("exp").GetInt64());
        Assert.Equal(Now + 3600, issued.ExpiresAt.ToUnixTimeSeconds());
        Assert.DoesNotContain(issued.Token, issued.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_jwks_verifies_a_token_and_has_no_private_member()
    {
        var key = Assert.Single(Scene.Store.Tokens.Jwks);
        Assert.Equal(("RSA", "sig", "RS256"), (key.Kty, key.Use, key.Alg));
        Assert.Equal(["Alg", "E", "Kid", "Kty", "N", "Use"], typeof(JsonWebKeyRecord).GetProperties().Select(p => p.Name).Order());
        using var rsa = RSA.Create(new RSAParameters { Modulus = Base64Url.DecodeFromChars(key.N), Exponent = Base64Url.DecodeFromChars(key.E) });
        var parts = (await LoginAsync()).Token.Split('.');
        Assert.True(rsa.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.True(rsa.KeySize >= 2048);
    }

    [Fact]
    public async Task A_token_made_by_hand_with_the_right_key_is_taken_and_one_wrong_claim_is_not()
    {
        using var key = await SigningKeyAsync();
        Assert.True(await IsTakenAsync(Sign(key, Header("RS256", Kid), Payload())));
        foreach (var (what, header, payload) in new (string, object, object)[]
        {
            ("expired", Header("RS256", Kid), Payload(exp: Now)),
            ("long expired", Header("RS256", Kid), Payload(exp: 1)),
            ("no expiry", Header("RS256", Kid), new Dictionary<string, object> { ["aud"] = Audience, ["iss"] = TokenIssuer.Issuer, [Credential] = "key:x" }),
            ("another audience", Header("RS256", Kid), Payload(aud: "https://auth-token.example/")),
            ("no audience", Header("RS256", Kid), Payload(aud: null)),
            ("another issuer", Header("RS256", Kid), Payload(iss: "https://someone-else/")),
            ("no issuer", Header("RS256", Kid), Payload(iss: null)),
            ("no credential", Header("RS256", Kid), Payload(hasCredential: false)),
            ("a credential that is no text", Header("RS256", Kid), Payload(credential: 7)),
            ("another kid", Header("RS256", RandomId.New()), Payload()),
            ("another algorithm's name", Header("RS512", Kid), Payload()),
        })
        {
            Assert.False(await IsTakenAsync(Sign(key, header, payload)), what);
        }
    }

    [Fact]
    public async Task A_token_that_nobody_signed_is_refused()
    {
        foreach (var alg in new[] { "none", "None", "NONE", "" })
        {
            var text = $"{Encode(Header(alg, Kid))}.{Encode(Payload())}.";
            Assert.False(await IsTakenAsync(text), alg);
            Assert.False(await IsTakenAsync(text.TrimEnd('.')), alg);
            Assert.False(await IsTakenAsync(text + "AAAA"), alg);
        }
    }

    [Fact]
    public async Task The_public_key_is_of_no_use_as_an_hmac_key()
    {
        using var key = await SigningKeyAsync();
        byte[][] secrets =
        [
            key.ExportSubjectPublicKeyInfo(), key.ExportRSAPublicKey(), Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem()),
            Encoding.ASCII.GetBytes(key.ExportRSAPublicKeyPem()), Encoding.ASCII.GetBytes(Scene.Store.Tokens.Jwks[0].N),
            Base64Url.DecodeFromChars(Scene.Store.Tokens.Jwks[0].N),
        ];
        foreach (var secret in secrets)
        {
            var body = $"{Encode(Header("HS256", Kid))}.{Encode(Payload())}";
            Assert.False(await IsTakenAsync($"{body}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(body)))}"));
        }
    }

    [Fact]
    public async Task A_token_of_another_key_is_refused_even_when_it_brings_that_key_along()
    {
        using var other = RSA.Create(2048);
        var parameters = other.ExportParameters(false);
        var jwk = new { kty = "RSA", n = Base64Url.EncodeToString(parameters.Modulus), e = Base64Url.EncodeToString(parameters.Exponent) };
        Assert.False(await IsTakenAsync(Sign(other, Header("RS256", Kid), Payload())));
        Assert.False(await IsTakenAsync(Sign(other, new { alg = "RS256", typ = "JWT" }, Payload())));
        Assert.False(await IsTakenAsync(Sign(other, new { alg = "RS256", kid = Kid, jwk }, Payload())));
        Assert.False(await IsTakenAsync(Sign(other, new { alg = "RS256", kid = Kid, jku = "https://127.0.0.1:1/jwks" }, Payload())));
    }

    [Fact]
    public async Task Changing_any_character_of_a_token_makes_it_another()
    {
        var token = (await LoginAsync()).Token;
        Assert.True(await IsTakenAsync(token));
        for (var i = 0; i < token.Length; i++)
        {
            // Not the last character of a part: its unused bits decode to the same bytes.
            if (token[i] == '.' || i == token.Length - 1 || token[i + 1] == '.')
            {
                continue;
            }

            var changed = string.Concat(token.AsSpan(0, i), token[i] == 'A' ? "B" : "A", token.AsSpan(i + 1));
            Assert.False(await IsTakenAsync(changed), $"character {i}");
        }
    }

    [Fact]
    public async Task Garbage_is_refused_quietly()
    {
        var token = (await LoginAsync()).Token;
        string?[] texts =
        [
            null, "", " ", ".", "..", "...", "a.b.c", "ey.ey.ey", "null", token + ".", token + "." + token, token[..^10], token + new string('A', 9000),
            new string('A', 100_000), new string('.', 8000), token.Replace('.', '\0'), "Bearer " + token, "\ud800", token + "\n",
        ];
        foreach (var text in texts)
        {
            Assert.Equal("unauthenticated", (await Scene.Store.Authenticator.AuthenticateBearerAsync(text, User.Origin)).Code());
        }
    }

    [Fact]
    public async Task The_cache_of_verified_tokens_does_not_outlive_their_expiry()
    {
        var token = (await LoginAsync()).Token;
        Assert.True(await IsTakenAsync(token));
        Scene.Time.Advance(TimeSpan.FromSeconds(3599));
        Assert.True(await IsTakenAsync(token));
        Scene.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await IsTakenAsync(token));
        Assert.False(await IsTakenAsync(token));
    }

    [Fact]
    public async Task A_token_is_good_after_a_restart()
    {
        var token = (await LoginAsync()).Token;
        await Scene.RestartAsync();
        Assert.True(await IsTakenAsync(token));
    }

    private async Task<IssuedToken> LoginAsync() => (await Scene.Store.Authenticator.AuthenticateAsync(Scene.Place.AdminKey, User.Origin)).Good();

    private async Task<bool> IsTakenAsync(string? token) => !(await Scene.Store.Authenticator.AuthenticateBearerAsync(token, User.Origin)).IsRefused;

    private async Task<RSA> SigningKeyAsync()
    {
        await using var connection = Scene.Place.Connect();
        using var seal = KeyFileSeal.Open(Scene.Place.Files().Single(file => file.EndsWith(".seal-key", StringComparison.Ordinal)));
        using var keyring = await KeyringSeal.UnsealAsync(seal, await KeyEncryptionKeyTable.ListAsync(connection));
        using var keys = ServiceKeys.Open(keyring, await ServiceKeyTable.ListAsync(connection));
        return RSA.Create(keys.TokenSigningKeys[0].Key.ExportParameters(includePrivateParameters: true));
    }

    private static object Header(string alg, string kid) => new { alg, kid, typ = "JWT" };

    // Null leaves a claim out.
    private Dictionary<string, object> Payload(
        string? aud = Audience, string? iss = "https://qwak-secret-service/", long? exp = null, bool hasCredential = true, object? credential = null)
    {
        var all = new Dictionary<string, object?> { ["aud"] = aud, ["iss"] = iss, ["exp"] = exp ?? (Now + 60), [Credential] = hasCredential ? credential ?? "key:x" : null };
        return all.Where(claim => claim.Value is not null).ToDictionary(claim => claim.Key, claim => claim.Value!);
    }

    private static string Encode(object part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));

    private static string Sign(RSA key, object header, object payload)
    {
        var body = $"{Encode(header)}.{Encode(payload)}";
        return $"{body}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(body), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static (JsonElement Header, JsonElement Payload) Read(string token)
    {
        var parts = token.Split('.');
        return (JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0])).RootElement, JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement);
    }
}

public sealed class AccessTokensOnSqlite : AccessTokenSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
