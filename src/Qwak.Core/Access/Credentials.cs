namespace Qwak.Core.Access;

/// <summary>How credentials are named in tokens, caches and audit events.</summary>
internal static class Credentials
{
    private const string KeyPrefix = "key:";
    private const string TokenPrefix = "token:";

    public static string OfApiKey(string id) => KeyPrefix + id;

    public static string OfAccessToken(string id) => TokenPrefix + id;

    /// <summary>The API key's id, or null for an access token.</summary>
    public static string? ApiKeyId(string credential) => After(KeyPrefix, credential);

    /// <summary>The access token's id, or null for an API key.</summary>
    public static string? AccessTokenId(string credential) => After(TokenPrefix, credential);

    private static string? After(string prefix, string credential) =>
        credential.StartsWith(prefix, StringComparison.Ordinal) ? credential[prefix.Length..] : null;
}
