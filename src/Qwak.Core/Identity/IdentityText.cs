using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Qwak.Clients.Administration;
using Qwak.Core.Access;

namespace Qwak.Core.Identity;

/// <summary>What administrators may write into providers and rules.</summary>
internal static class IdentityText
{
    public const int MaximumTextLength = 300;
    public const int MostWords = 20;
    public const int MaximumAuthorityLength = 64 * 1024;
    public const int MaximumSecretLength = 1024;

    /// <summary>Why a provider or a rule cannot have the name; null when it can.</summary>
    public static Refusal? NameProblem(string? name) =>
        PolicyText.IsName(name)
            ? null
            : new Refusal(RefusalCode.InvalidName, $"A provider's or rule's name has 1 to {PolicyText.MaximumNameLength} lowercase letters, digits and hyphens, first a letter.");

    public static Refusal? Problem(IdentityProviderDefinition definition)
    {
        if (!IsIssuer(definition.Issuer))
        {
            return Wrong("issuer is the tokens' claim 'iss': an https:// address without parameters (http:// only on this machine).");
        }

        var audiences = definition.Audiences ?? [];
        if (audiences.Count > MostWords || !audiences.All(IsWord) || (audiences.Count == 0 && definition.ClientId is null))
        {
            return Wrong($"audiences has 1 to {MostWords} texts, each of 1 to {MaximumTextLength} printable ASCII characters without spaces; with a clientId it may be left out.");
        }

        if (definition.ClientId is { } client && !IsWord(client))
        {
            return Wrong($"clientId has 1 to {MaximumTextLength} printable ASCII characters without spaces.");
        }

        // RFC 6749, appendix A.2.
        if (definition.ClientSecret is { } secret && (definition.ClientId is null || secret.Length is 0 or > MaximumSecretLength || !secret.All(c => c is >= ' ' and < (char)0x7f)))
        {
            return Wrong($"clientSecret belongs to a clientId and has 1 to {MaximumSecretLength} printable ASCII characters.");
        }

        if (definition.JwksUrl is { } jwks && Address(jwks) is null)
        {
            return Wrong("jwksUrl is an https:// address (http:// only on this machine), or left out: then it is found by discovery.");
        }

        return definition.CertificateAuthority is { } pem && !IsAuthority(pem)
            ? Wrong($"certificateAuthority holds PEM certificates and nothing else, at most {MaximumAuthorityLength} characters.")
            : null;
    }

    public static Refusal? Problem(IdentityRuleDefinition definition)
    {
        if (definition.Claims is not { Count: > 0 and <= MostWords } claims || !claims.All(claim => IsWord(claim.Key) && !claim.Key.Contains('=') && IsPattern(claim.Value)))
        {
            return Wrong($"claims has 1 to {MostWords} names, each with a text of 1 to {MaximumTextLength} printable ASCII characters; '*' stands for any run of characters.");
        }

        if (definition.User is null == definition.ServiceAccount is null)
        {
            return Wrong("A rule is for a serviceAccount or for a user: give one of them.");
        }

        if (definition.User is not null && !claims.Values.All(pattern => new NamePattern(pattern).IsLiteral))
        {
            return Wrong("The claims of a user are exact: '*' would let others be that user too.");
        }

        return claims.Values.All(pattern => new NamePattern(pattern).IsAll)
            ? Wrong("claims would match every token of the provider: give one that says more than '*'.")
            : null;
    }

    /// <summary>An address that keys may be fetched from; null for any other text.</summary>
    public static Uri? Address(string? text) =>
        IsWord(text) && Uri.TryCreate(text, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            && url.UserInfo.Length == 0 && url.Fragment.Length == 0
            ? url
            : null;

    private static bool IsIssuer(string? text) => Address(text) is { Query: "" };

    private static bool IsWord(string? text) => text is { Length: > 0 and <= MaximumTextLength } && text.All(c => c is > ' ' and < (char)0x7f);

    // Spaces are in names of workflows and environments.
    private static bool IsPattern(string? text) => text is { Length: > 0 and <= MaximumTextLength } && text.All(c => c is >= ' ' and < (char)0x7f);

    private static bool IsAuthority(string pem)
    {
        if (pem.Length > MaximumAuthorityLength || pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(pem);
            return certificates.Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static Refusal Wrong(string message) => new(RefusalCode.InvalidValue, message);
}
