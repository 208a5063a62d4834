using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Qwak.Core.Tests.Identity;

/// <summary>An issuer of OIDC tokens, good and forged ones. They are made by hand, not by the library that checks them.</summary>
internal sealed class TestIssuer(string url) : IDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Url { get; } = url;

    public const string Audience = "https://secrets.example.com";

    /// <summary>Its public keys, <c>r</c> for RS256 and <c>e</c> for ES256.</summary>
    public string Jwks()
    {
        var rsa = _rsa.ExportParameters(false);
        var ec = _ec.ExportParameters(false);
        return JsonSerializer.Serialize(new
        {
            keys = new object[]
            {
                new { kty = "RSA", use = "sig", alg = "RS256", kid = "r", n = Base64(rsa.Modulus!), e = Base64(rsa.Exponent!) },
                new { kty = "EC", use = "sig", crv = "P-256", kid = "e", x = Base64(ec.Q.X!), y = Base64(ec.Q.Y!) },
            },
        });
    }

    /// <summary>What a job of a CI system is told.</summary>
    public Dictionary<string, object?> Claims(DateTimeOffset now) => new()
    {
        ["iss"] = Url,
        ["aud"] = Audience,
        ["sub"] = "repo:acme/models:ref:refs/heads/main",
        ["repository"] = "acme/models",
        ["ref"] = "refs/heads/main",
        ["jti"] = Guid.CreateVersion7().ToString(),
        ["iat"] = now.ToUnixTimeSeconds(),
        ["nbf"] = now.ToUnixTimeSeconds(),
        ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
    };

    public string Token(DateTimeOffset now, string alg = "RS256") => Sign(Claims(now), alg);

    public string Sign(object claims, string alg = "RS256", object? header = null) =>
        Sign(Part(header ?? new { alg, kid = alg == "ES256" ? "e" : "r", typ = "JWT" }), Part(claims), alg);

    public string Sign(string header, string payload, string alg)
    {
        var signed = Encoding.ASCII.GetBytes($"{header}.{payload}");
        var signature = alg switch
        {
            "RS256" => _rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            "PS256" => _rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            "RS512" => _rsa.SignData(signed, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
            "ES256" => _ec.SignData(signed, HashAlgorithmName.SHA256),

            // The confusion of RFC 8725, 2.1: the public key as the key of an HMAC.
            "HS256" => HMACSHA256.HashData(Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem()), signed),
            "HS256-jwks" => HMACSHA256.HashData(Encoding.ASCII.GetBytes(Jwks()), signed),
            _ => [],
        };
        return $"{header}.{payload}.{Base64(signature)}";
    }

    /// <summary>Another signature of the same that is as good: (r, -s) instead of (r, s).</summary>
    public static string Twist(string es256)
    {
        var order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
        var parts = es256.Split('.');
        var signature = Base64Url.DecodeFromChars(parts[2]);
        var s = new System.Numerics.BigInteger(order, isUnsigned: true, isBigEndian: true)
            - new System.Numerics.BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true);
        var bytes = s.ToByteArray(isUnsigned: true, isBigEndian: true);
        signature.AsSpan(32).Clear();
        bytes.CopyTo(signature, 64 - bytes.Length);
        return $"{parts[0]}.{parts[1]}.{Base64(signature)}";
    }

    public static string Part(object json) => Base64(json as byte[] ?? Encoding.UTF8.GetBytes(json as string ?? JsonSerializer.Serialize(json)));

    public void Dispose()
    {
        _rsa.Dispose();
        _ec.Dispose();
    }

    private static string Base64(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
