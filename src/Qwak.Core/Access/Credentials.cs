namespace Qwak.Core.Access;

/// <summary>How credentials are named in tokens, caches and audit events.</summary>
internal static class Credentials
{
    private const string KeyPrefix = "key:";
    private const string TokenPrefix = "token:";
    private const string BuildPrefix = "build:";
    private const string WorkloadPrefix = "workload:";
    private const string SignInPrefix = "sign-in:";

    /// <summary>The key of a build's child process.</summary>
    public static string OfBuild(string id) => BuildPrefix + id;

    public static string OfApiKey(string id) => KeyPrefix + id;

    public static string OfAccessToken(string id) => TokenPrefix + id;

    /// <summary>An OIDC token that was exchanged.</summary>
    public static string OfWorkload(string id) => WorkloadPrefix + id;

    /// <summary>An OIDC token that a user signed in with.</summary>
    public static string OfSignIn(string id) => SignInPrefix + id;

    /// <summary>The API key's id, or null for an access token.</summary>
    public static string? ApiKeyId(string credential) => After(KeyPrefix, credential);

    /// <summary>The access token's id, or null for an API key.</summary>
    public static string? AccessTokenId(string credential) => After(TokenPrefix, credential);

    /// <summary>The build's id, or null for any other credential.</summary>
    public static string? BuildId(string credential) => After(BuildPrefix, credential);

    /// <summary>Id of the login with an OIDC token, or null for any other credential.</summary>
    public static string? OidcLoginId(string credential) => After(WorkloadPrefix, credential) ?? After(SignInPrefix, credential);

    private static string? After(string prefix, string credential) =>
        credential.StartsWith(prefix, StringComparison.Ordinal) ? credential[prefix.Length..] : null;
}
