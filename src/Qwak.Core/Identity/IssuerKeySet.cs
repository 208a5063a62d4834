using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Qwak.Core.Identity;

/// <summary>The keys that an issuer signs tokens with: of a JWKS, those for RS256 and ES256 alone.</summary>
internal sealed class IssuerKeySet
{
    public const int MostKeys = 100;

    // Below, a signature proves little; above, and with a large exponent, each check costs too much.
    private const int SmallestModulus = 2048;
    private const int LargestModulus = 8192;
    private const int LargestExponentBytes = 8;

    private readonly Dictionary<string, SecurityKey> _keys = [];

    private IssuerKeySet()
    {
    }

    public SecurityKey? Find(string keyId) => _keys.GetValueOrDefault(keyId);

    /// <summary>Null when it is no JWKS, has too many keys, or none that is of use.</summary>
    public static IssuerKeySet? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var all = new JsonWebKeySet(Encoding.UTF8.GetString(json)).Keys;
            var set = new IssuerKeySet();
            foreach (var key in all.Count <= MostKeys ? all.Where(IsOfUse) : [])
            {
                set._keys.TryAdd(key.Kid, key);
            }

            return set._keys.Count > 0 ? set : null;
        }
        catch (Exception e) when (e is ArgumentException or System.Text.Json.JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static bool IsOfUse(JsonWebKey key) =>
        key is { Kid.Length: > 0, Use: null or "" or JsonWebKeyUseNames.Sig } && key.Kty switch
        {
            JsonWebAlgorithmsKeyTypes.RSA => key is { N: not null, E: not null, Alg: null or "" or SecurityAlgorithms.RsaSha256 }
                && key.KeySize is >= SmallestModulus and <= LargestModulus
                && Base64UrlEncoder.DecodeBytes(key.E).Length <= LargestExponentBytes,
            JsonWebAlgorithmsKeyTypes.EllipticCurve =>
                key is { X: not null, Y: not null, Crv: JsonWebKeyECTypes.P256, Alg: null or "" or SecurityAlgorithms.EcdsaSha256 },
            _ => false,
        };
}
