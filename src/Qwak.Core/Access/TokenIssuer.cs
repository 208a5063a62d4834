using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Qwak.Core.Encryption;

namespace Qwak.Core.Access;

/// <summary>
/// Makes and verifies access tokens: RS256 JWTs, as the existing SDK checks them. A token says which credential it
/// stands for; whether that is still good is asked of the store at each operation.
/// </summary>
internal sealed class TokenIssuer
{
    /// <summary>The audience that the existing SDK asks for; also the prefix of its custom claims.</summary>
    public const string Audience = "https://auth-token.qwak.ai/";

    public const string Issuer = "https://qwak-secret-service/";

    /// <summary>Longest life of a token that an API key is exchanged for.</summary>
    public static readonly TimeSpan MaximumLifetime = TimeSpan.FromHours(1);

    private const string CredentialClaim = Audience + "credential";
    private const int MaximumTokenLength = 8192;
    private const int CacheCapacity = 10_000;

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = MaximumTokenLength, SetDefaultTimesOnTokenCreation = false };
    private readonly ConcurrentDictionary<TokenHash, Verified> _verified = new();
    private readonly TokenValidationParameters _validation;
    private readonly SigningCredentials _signing;
    private readonly TimeProvider _time;

    public TokenIssuer(ServiceKeys keys, TimeProvider time)
    {
        _time = time;

        // A factory of our own: the library's shared one keeps providers by key id for the life of the process, and would
        // hand a later store of the same process the disposed keys of an earlier one.
        var factory = new CryptoProviderFactory();
        var all = keys.TokenSigningKeys
            .Select(key => new RsaSecurityKey(key.Key) { KeyId = key.Id, CryptoProviderFactory = factory }).ToList();
        _signing = new SigningCredentials(all[0], SecurityAlgorithms.RsaSha256);
        Jwks = [.. keys.TokenSigningKeys.Select(key => JsonWebKey(key.Id, key.Key))];
        _validation = new TokenValidationParameters
        {
            // One algorithm: "none" and the confusion of a public key with an HMAC key end here (RFC 8725, 3.1).
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ValidAudience = Audience,
            ValidIssuer = Issuer,
            IssuerSigningKeys = all,
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = (_, expires, _, _) => expires > time.GetUtcNow().UtcDateTime,
        };
    }

    /// <summary>The public keys, as the JWKS endpoint shows them.</summary>
    public IReadOnlyList<JsonWebKeyRecord> Jwks { get; }

    /// <param name="principalId">Whose token it is.</param>
    /// <param name="credential">What it stands for: the API key that was exchanged, or the record of the token itself.</param>
    /// <param name="expiresAt">UTC, whole seconds.</param>
    public string Create(string principalId, string credential, DateTimeOffset expiresAt) =>
        _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = _time.GetUtcNow().UtcDateTime,
            Expires = expiresAt.UtcDateTime,
            SigningCredentials = _signing,
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = principalId,
                [JwtRegisteredClaimNames.Jti] = Credentials.AccessTokenId(credential) ?? RandomId.New(),
                [CredentialClaim] = credential,
            },
        });

    /// <summary>The credential that a good token stands for; null for any other text.</summary>
    public async ValueTask<string?> VerifyAsync(string token)
    {
        if (token.Length > MaximumTokenLength)
        {
            return null;
        }

        var hash = TokenHash.Of(token);
        if (_verified.TryGetValue(hash, out var known))
        {
            return known.ExpiresAt > _time.GetUtcNow() ? known.Credential : null;
        }

        var result = await _handler.ValidateTokenAsync(token, _validation);
        if (!result.IsValid || !result.Claims.TryGetValue(CredentialClaim, out var claim) || claim is not string credential)
        {
            return null;
        }

        if (_verified.Count >= CacheCapacity)
        {
            _verified.Clear();
        }

        _verified[hash] = new Verified(credential, result.SecurityToken.ValidTo);
        return credential;
    }

    private static JsonWebKeyRecord JsonWebKey(string id, RSA key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return new JsonWebKeyRecord(
            "RSA", id, "sig", "RS256", Base64UrlEncoder.Encode(parameters.Modulus), Base64UrlEncoder.Encode(parameters.Exponent));
    }

    private sealed record Verified(string Credential, DateTimeOffset ExpiresAt);

    /// <summary>SHA-256 of a token: the cache holds no token that could be read from it.</summary>
    private readonly record struct TokenHash(UInt128 First, UInt128 Second)
    {
        public static TokenHash Of(string token)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            var utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(token.Length));
            var length = Encoding.UTF8.GetBytes(token, utf8);
            SHA256.HashData(utf8.AsSpan(0, length), hash);
            CryptographicOperations.ZeroMemory(utf8.AsSpan(0, length));
            ArrayPool<byte>.Shared.Return(utf8);
            return new TokenHash(
                System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash),
                System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
        }
    }
}
