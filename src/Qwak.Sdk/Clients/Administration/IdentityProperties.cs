namespace Qwak.Clients.Administration;

/// <summary>An issuer of OIDC tokens that are exchanged for access tokens, where a rule says so.</summary>
/// <param name="Name">Its unique name.</param>
/// <param name="Issuer">The claim <c>iss</c> of its tokens, letter for letter.</param>
/// <param name="Audiences">A token is accepted when one of these is in its claim <c>aud</c>.</param>
/// <param name="JwksUrl">Where its keys are; null when they are found by discovery.</param>
/// <param name="CertificateAuthority">PEM of the only roots that its server is trusted by; null for the machine's.</param>
/// <param name="ReusableTokens">Whether a token may be exchanged more than once.</param>
public sealed record IdentityProviderDefinition(
    string? Name, string? Issuer, IReadOnlyList<string>? Audiences, string? JwksUrl = null, string? CertificateAuthority = null,
    bool ReusableTokens = false);

/// <summary>An identity provider as it is stored.</summary>
/// <param name="Name">Its unique name.</param>
/// <param name="Issuer">The claim <c>iss</c> of its tokens.</param>
/// <param name="Audiences">What must be in their claim <c>aud</c>.</param>
/// <param name="JwksUrl">Where its keys are; null when they are found by discovery.</param>
/// <param name="CertificateAuthority">PEM of the only roots that its server is trusted by; null for the machine's.</param>
/// <param name="ReusableTokens">Whether a token may be exchanged more than once.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="CreatedBy">Name of who made it.</param>
public sealed record IdentityProviderProperties(
    string Name, string Issuer, IReadOnlyList<string> Audiences, string? JwksUrl, string? CertificateAuthority, bool ReusableTokens,
    DateTimeOffset CreatedAt, string CreatedBy);

/// <summary>Which tokens of a provider stand for which service account.</summary>
/// <param name="Name">The rule's unique name.</param>
/// <param name="Provider">Name of the identity provider.</param>
/// <param name="ServiceAccount">Name of the service account.</param>
/// <param name="Claims">Names of claims and what their values must be; <c>*</c> stands for any run of characters. All must match.</param>
public sealed record IdentityRuleDefinition(string? Name, string? Provider, string? ServiceAccount, IReadOnlyDictionary<string, string>? Claims);

/// <summary>A rule as it is stored.</summary>
/// <param name="Name">Its unique name.</param>
/// <param name="Provider">Name of the identity provider.</param>
/// <param name="ServiceAccount">Name of the service account.</param>
/// <param name="Claims">Names of claims and what their values must be.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="CreatedBy">Name of who made it.</param>
public sealed record IdentityRuleProperties(
    string Name, string Provider, string ServiceAccount, IReadOnlyDictionary<string, string> Claims, DateTimeOffset CreatedAt, string CreatedBy);
