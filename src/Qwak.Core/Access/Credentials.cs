namespace Qwak.Core.Access;

/// <summary>How credentials are named in tokens, caches and audit events.</summary>
internal static class Credentials
{
    private const string KeyPrefix = "key:";
    private const string TokenPrefix = "token:";
    private const string BuildPrefix = "build:";
    private const string WorkloadPrefix = "workload:";

    /// <summary>The key of a build's child process.</summary>
    public static string OfBuild(string id) => BuildPrefix + id;

    public static string OfApiKey(string id) => KeyPrefix + id;

    public static string OfAccessToken(string id) => TokenPrefix + id;

    /// <summary>An OIDC token that was exchanged.</summary>
    public static string OfWorkload(string id) => WorkloadPrefix + id;

    /// <summary>The API key's id, or null for an access token.</summary>
    public static string? ApiKeyId(string credential) => After(KeyPrefix, credential);

    /// <summary>The access token's id, or null for an API key.</summary>
    public static string? AccessTokenId(string credential) => After(TokenPrefix, credential);

    /// <summary>The build's id, or null for any other credential.</summary>
    public static string? BuildId(string credential) => After(BuildPrefix, credential);

    /// <summary>The exchange's id, or null for any other credential.</summary>
    public static string? WorkloadId(string credential) => After(WorkloadPrefix, credential);

    private static string? After(string prefix, string credential) =>
        credential.StartsWith(prefix, StringComparison.Ordinal) ? credential[prefix.Length..] : null;
}
