using System.Text.Json.Serialization;

namespace Qwak.Rest;

/// <summary>The words of <c>POST /api/v1/token</c>, a token exchange as RFC 8693 describes it.</summary>
internal static class TokenExchangeWords
{
    public const string GrantType = "urn:ietf:params:oauth:grant-type:token-exchange";
    public const string JwtType = "urn:ietf:params:oauth:token-type:jwt";
    public const string IdTokenType = "urn:ietf:params:oauth:token-type:id_token";
    public const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";
}

/// <summary>Its answer (RFC 8693, 2.2.1).</summary>
internal sealed class TokenExchangeAnswer
{
    [JsonPropertyName("access_token")]
    public required string AccessToken { get; init; }

    [JsonPropertyName("issued_token_type")]
    public string IssuedTokenType { get; init; } = TokenExchangeWords.AccessTokenType;

    [JsonPropertyName("token_type")]
    public string TokenType { get; init; } = "Bearer";

    /// <summary>In seconds.</summary>
    [JsonPropertyName("expires_in")]
    public required long ExpiresIn { get; init; }

    public override string ToString() => "[redacted]";
}

/// <summary>Its refusal (RFC 6749, 5.2), with the code that every refusal of the service has.</summary>
internal sealed class TokenExchangeError
{
    [JsonPropertyName("error")]
    public required string Error { get; init; }

    [JsonPropertyName("error_description")]
    public required string Description { get; init; }

    [JsonPropertyName("code")]
    public required string Code { get; init; }
}
