using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Qwak.Connectors.Snowflake;

/// <summary>The token that shows the private key: a JWT of the user, issued by the fingerprint of the public key, for a minute.</summary>
internal static class KeyPairToken
{
    public static string Create(string account, string user, RSA key, DateTimeOffset now)
    {
        var subject = $"{account}.{user.ToUpperInvariant()}";
        var fingerprint = Convert.ToBase64String(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
        var header = Encode(new { alg = "RS256", typ = "JWT" });
        var claims = Encode(new
        {
            iss = $"{subject}.SHA256:{fingerprint}",
            sub = subject,
            iat = now.ToUnixTimeSeconds(),
            exp = now.AddMinutes(1).ToUnixTimeSeconds(),
        });
        var signature = key.SignData(Encoding.ASCII.GetBytes($"{header}.{claims}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{header}.{claims}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode<T>(T part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
}
