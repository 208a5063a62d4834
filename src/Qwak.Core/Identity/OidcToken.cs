using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Qwak.Core.Access;
using Qwak.Core.Encryption;

namespace Qwak.Core.Identity;

/// <summary>
/// An OIDC token as it came: nothing that it says is true before <see cref="VerifyAsync"/> has found no problem.
/// </summary>
internal sealed class OidcToken
{
    public const int MaximumLength = 8192;

    /// <summary>How far the issuer's clock may be ahead. Nothing is allowed for a token that has expired: ours must not outlive it.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Longer than any job's token, and as long as its exchange is remembered.</summary>
    public static readonly TimeSpan MaximumLifetime = TimeSpan.FromHours(24);

    private const int MaximumKeyIdLength = 200;
    private const long LatestTime = 253_402_300_799;

    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256];
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = MaximumLength };

    // Of our own, and without its cache: that keeps a verifier for each key of the process's life.
    private static readonly CryptoProviderFactory Verifiers = new() { CacheSignatureProviders = false };

    private readonly JsonWebToken _token;
    private readonly JsonElement _claims;

    private OidcToken(JsonWebToken token, JsonElement claims) => (_token, _claims) = (token, claims);

    public string KeyId => _token.Kid;

    public string Issuer => Text("iss")!;

    public string Subject => Text("sub")!;

    public DateTimeOffset ExpiresAt => Time("exp")!.Value;

    /// <summary>
    /// Of all that is signed, and not of the signature: one of ES256 can be turned into another that is as good, and so
    /// would a token that was exchanged.
    /// </summary>
    public byte[] Hash() => SHA256.HashData(Encoding.ASCII.GetBytes($"{_token.EncodedHeader}.{_token.EncodedPayload}"));

    public static (OidcToken? Token, TokenProblem? Problem) Parse(string text)
    {
        if (text.Length > MaximumLength)
        {
            return (null, TokenProblem.Oversized);
        }

        try
        {
            var token = new JsonWebToken(text);
            using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload), Strict);
            var read = new OidcToken(token, payload.RootElement.Clone());
            return read.IsWhole() ? (read, Algorithms.Contains(token.Alg) ? null : TokenProblem.WrongAlgorithm) : (null, TokenProblem.Malformed);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or JsonException or InvalidOperationException or SecurityTokenException)
        {
            return (null, TokenProblem.Malformed);
        }
    }

    /// <summary>Why the token is not to be taken; null when it is.</summary>
    /// <param name="key">The issuer's.</param>
    /// <param name="purpose">Why it is not meant for what it is taken for; asked once it is known who signed it.</param>
    /// <param name="now">UTC.</param>
    public async Task<TokenProblem?> VerifyAsync(SecurityKey key, Func<TokenProblem?> purpose, DateTimeOffset now)
    {
        var result = await Handler.ValidateTokenAsync(_token, new TokenValidationParameters
        {
            ValidAlgorithms = Algorithms,
            IssuerSigningKey = key,
            CryptoProviderFactory = Verifiers,
            RequireSignedTokens = true,

            // What it says is checked here, so that the reason can be told.
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
        });
        return !result.IsValid ? TokenProblem.WrongSignature
            : purpose() is { } other ? other
            : ExpiresAt <= now ? TokenProblem.Expired
            : Time("iat") > now + ClockSkew || Time("nbf") > now + ClockSkew ? TokenProblem.NotYetValid
            : ExpiresAt > now + MaximumLifetime ? TokenProblem.TooLongLived
            : null;
    }

    /// <summary>Whether one of the audiences is among its own.</summary>
    public bool IsFor(IReadOnlyList<string> audiences) => Values("aud").Any(audiences.Contains);

    /// <summary>Whether it is for this client, and no other one asked for it (OpenID Connect Core, 3.1.3.7, 3 to 5).</summary>
    public bool IsForClient(string id)
    {
        var parties = Values("azp").ToList();
        return Values("aud").Contains(id) && (parties.Count == 0 ? Values("aud").Count() == 1 : parties is [var party] && party == id);
    }

    /// <summary>Whether it was made for the sign-in of this nonce.</summary>
    public bool HasNonce(string nonce) => Text("nonce") is { Length: > 0 } own && FixedTime.AreEqual(nonce, own);

    /// <summary>
    /// Whether every claim of the rule is there and matches; of a list, one member has to. An address that the issuer did not
    /// verify is whatever somebody typed.
    /// </summary>
    public bool Matches(IdentityRule rule) =>
        rule.Claims.All(claim => Values(claim.Name).Any(value => new NamePattern(claim.Pattern).Matches(value))
            && (claim.Name != "email" || Values("email_verified").SequenceEqual(["true"])));

    /// <summary>For the operator's log: what it says of itself.</summary>
    public override string ToString() => $"iss={Printable(Issuer)} sub={Printable(Subject)} aud={Printable(string.Join(' ', Values("aud")))}";

    /// <summary>Text that cannot forge a line, and no more of it than tells who it was.</summary>
    public static string Printable(string text) =>
        new([.. text.Take(IdentityText.MaximumTextLength).Select(c => c is >= ' ' and < (char)0x7f ? c : '?')]);

    private bool IsWhole() =>
        _claims.ValueKind == JsonValueKind.Object && IsReadable(_claims) && !_token.TryGetHeaderValue<object>("crit", out _)
        && _token.Kid is { Length: > 0 and <= MaximumKeyIdLength } && _token.EncodedSignature.Length > 0
        && Text("iss") is not null && Text("sub") is not null && Values("aud").Any()
        && Time("exp") is not null && Time("iat") is not null && (Time("nbf") is not null || !_claims.TryGetProperty("nbf", out _));

    // JSON can hold half of a character, which is found, and thrown at, only where the text is taken.
    private static bool IsReadable(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().All(member => member.Name is not null && IsReadable(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().All(IsReadable),
        JsonValueKind.String => value.GetString() is not null,
        _ => true,
    };

    private string? Text(string claim) =>
        _claims.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private DateTimeOffset? Time(string claim) =>
        _claims.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out var seconds) && seconds is >= 0 and <= LatestTime
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : null;

    private IEnumerable<string> Values(string claim) =>
        !_claims.TryGetProperty(claim, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(Word).OfType<string>()
        : Word(value) is { } word ? [word] : [];

    private static string? Word(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };
}
