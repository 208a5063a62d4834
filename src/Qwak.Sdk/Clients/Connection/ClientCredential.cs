using System.Diagnostics;

namespace Qwak.Clients.Connection;

/// <summary>What the client proves itself with: an API key or a workload's token to be exchanged, or an access token that is sent as it is.</summary>
[DebuggerDisplay("[redacted]")]
internal sealed class ClientCredential
{
    // The existing client's limit: anything shorter is an opaque reference token, not a JWT.
    private const int ShortestAccessToken = 65;

    private ClientCredential()
    {
    }

    public string? ApiKey { get; private init; }

    /// <summary>A workload's token, to be exchanged too.</summary>
    public OidcToken? OidcToken { get; private init; }

    /// <summary>Section of the token cache that belongs to <see cref="ApiKey"/> or <see cref="OidcToken"/>.</summary>
    public string? CacheSection { get; private init; }

    public string? AccessToken { get; private init; }

    /// <summary>Where the tenant id that goes with <see cref="AccessToken"/> is asked.</summary>
    public Uri? Platform { get; private init; }

    /// <summary>An option of the caller wins over the variables, and JFrog's token over an API key that was only found.</summary>
    public static ClientCredential? Find(
        QwakConnectionOptions options, Func<string, string?> variable, QwakProfile profile, Uri? url)
    {
        if (options.AccessToken is { Length: > 0 } given)
        {
            // A token and an address that the caller gives belong together: JF_URL must not see this token.
            return Token(given, options.Url is null && variable("JF_URL") is { } own ? ServiceAddress.JFrogPlatform(own) : url);
        }

        if (options.ApiKey is { Length: > 0 } option)
        {
            return Key(option, url);
        }

        var forced = string.Equals(variable("FORCE_QWAK_AUTH"), "true", StringComparison.OrdinalIgnoreCase);
        if (!forced && variable("JF_URL") is { } platform && variable("JF_ACCESS_TOKEN") is { } token)
        {
            return Token(token, ServiceAddress.JFrogPlatform(platform));
        }

        return variable("QWAK_API_KEY") is { } key
            ? Key(key, url)
            : OidcToken.Find(variable) is { } oidc
            ? new() { OidcToken = oidc, CacheSection = url is null ? null : TokenCache.SectionFor(url, oidc.Read()) }
            : profile.ApiKey is { Length: > 0 } kept
                ? new() { ApiKey = kept, CacheSection = options.Profile }
                : null;
    }

    public override string ToString() => "[redacted]";

    private static ClientCredential Key(string key, Uri? url) =>
        new() { ApiKey = key, CacheSection = url is null ? null : TokenCache.SectionFor(url, key) };

    private static ClientCredential Token(string token, Uri? platform) =>
        token.Length < ShortestAccessToken || !HeaderValue.IsGood(token)
            ? throw new QwakException(
                "Authentication with JFrog failed: Only JWT Access Tokens are supported. "
                + "Please ensure you are using a valid JWT Access Token.",
                QwakErrorCodes.NotConfigured)
            : new() { AccessToken = token, Platform = platform };
}
