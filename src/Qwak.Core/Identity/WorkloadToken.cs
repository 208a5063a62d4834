using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Qwak.Core.Access;

namespace Qwak.Core.Identity;

/// <summary>
/// An OIDC token as it came: nothing that it says is true before <see cref="VerifyAsync"/> has found no problem.
/// </summary>
internal sealed class WorkloadToken
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

    private WorkloadToken(JsonWebToken token, JsonElement claims) => (_token, _claims) = (token, claims);

    public string KeyId => _token.Kid;

    public string Issuer => Text("iss")!;

    public string Subject => Text("sub")!;

    public DateTimeOffset ExpiresAt => Time("exp")!.Value;

    /// <summary>
    /// Of all that is signed, and not of the signature: one of ES256 can be turned into another that is as good, and so
    /// would a token that was exchanged.
    /// </summary>
    public byte[] Hash() => SHA256.HashData(Encoding.ASCII.GetBytes($"{_token.EncodedHeader}.{_token.EncodedPayload}"));

    public static (WorkloadToken? Token, TokenProblem? Problem) Parse(string text)
    {
        if (text.Length > MaximumLength)
        {
            return (null, TokenProblem.Oversized);
        }

        try
        {
            var token = new JsonWebToken(text);
            using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload), Strict);
            var read = new WorkloadToken(token, payload.RootElement.Clone());
            return read.IsWhole() ? (read, Algorithms.Contains(token.Alg) ? null : TokenProblem.WrongAlgorithm) : (null, TokenProblem.Malformed);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or JsonException or InvalidOperationException or SecurityTokenException)
        {
            return (null, TokenProblem.Malformed);
        }
    }

    public async Task<TokenProblem?> VerifyAsync(IdentityProvider provider, SecurityKey key, DateTimeOffset now)
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
            : !Values("aud").Any(provider.Audiences.Contains) ? TokenProblem.WrongAudience
            : ExpiresAt <= now ? TokenProblem.Expired
            : Time("iat") > now + ClockSkew || Time("nbf") > now + ClockSkew ? TokenProblem.NotYetValid
            : ExpiresAt > now + MaximumLifetime ? TokenProblem.TooLongLived
            : null;
    }

    /// <summary>Whether every claim of the rule is there and matches; of a list, one member has to.</summary>
    public bool Matches(IdentityRule rule) =>
        rule.Claims.All(claim => Values(claim.Name).Any(value => new NamePattern(claim.Pattern).Matches(value)));

    /// <summary>For the operator's log: what it says of itself.</summary>
    public override string ToString() => $"iss={Printable(Issuer)} sub={Printable(Subject)} aud={Printable(string.Join(' ', Values("aud")))}";

    /// <summary>Text that cannot forge a line, and no more of it than tells who it was.</summary>
    public static string Printable(string text) =>
        new([.. text.Take(IdentityText.MaximumTextLength).Select(c => c is >= ' ' and < (char)0x7f ? c : '?')]);

    private bool IsWhole() =>
        _claims.ValueKind == JsonValueKind.Object && !_token.TryGetHeaderValue<object>("crit", out _)
        && _token.Kid is { Length: > 0 and <= MaximumKeyIdLength } && _token.EncodedSignature.Length > 0
        && Text("iss") is not null && Text("sub") is not null && Values("aud").Any()
        && Time("exp") is not null && Time("iat") is not null && (Time("nbf") is not null || !_claims.TryGetProperty("nbf", out _));

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
