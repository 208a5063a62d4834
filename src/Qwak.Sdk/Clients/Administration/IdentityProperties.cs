namespace Qwak.Clients.Administration;

/// <summary>An issuer of OIDC tokens that are exchanged for access tokens, or that users sign in with, where a rule says so.</summary>
/// <param name="Name">Its unique name.</param>
/// <param name="Issuer">The claim <c>iss</c> of its tokens, letter for letter.</param>
/// <param name="Audiences">A workload's token is accepted when one of these is in its claim <c>aud</c>; may be null with a <see cref="ClientId"/>.</param>
/// <param name="JwksUrl">Where its keys are; null when they are found by discovery.</param>
/// <param name="CertificateAuthority">PEM of the only roots that its server is trusted by; null for the machine's.</param>
/// <param name="ReusableTokens">Whether a workload's token may be exchanged more than once.</param>
public sealed record IdentityProviderDefinition(
    string? Name, string? Issuer, IReadOnlyList<string>? Audiences, string? JwksUrl = null, string? CertificateAuthority = null,
    bool ReusableTokens = false)
{
    /// <summary>What the provider knows the service as, for users to sign in to the web UI; null where they do not.</summary>
    public string? ClientId { get; init; }

    /// <summary>The client's secret at the provider, 1 to 1024 printable ASCII characters; null for a public client. It is never shown again.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Without the client's secret.</summary>
    public override string ToString() => $"{nameof(IdentityProviderDefinition)} {Name} of {Issuer}";
}

/// <summary>An identity provider as it is stored.</summary>
/// <param name="Name">Its unique name.</param>
/// <param name="Issuer">The claim <c>iss</c> of its tokens.</param>
/// <param name="Audiences">What must be in the claim <c>aud</c> of workloads' tokens; empty when none are exchanged.</param>
/// <param name="JwksUrl">Where its keys are; null when they are found by discovery.</param>
/// <param name="CertificateAuthority">PEM of the only roots that its server is trusted by; null for the machine's.</param>
/// <param name="ReusableTokens">Whether a workload's token may be exchanged more than once.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="CreatedBy">Name of who made it.</param>
public sealed record IdentityProviderProperties(
    string Name, string Issuer, IReadOnlyList<string> Audiences, string? JwksUrl, string? CertificateAuthority, bool ReusableTokens,
    DateTimeOffset CreatedAt, string CreatedBy)
{
    /// <summary>What the provider knows the service as, for users to sign in to the web UI; null where they do not.</summary>
    public string? ClientId { get; init; }

    /// <summary>Whether the client has a secret.</summary>
    public bool HasClientSecret { get; init; }
}

/// <summary>Which tokens of a provider stand for which service account, or who signs in with it as which user.</summary>
/// <param name="Name">The rule's unique name.</param>
/// <param name="Provider">Name of the identity provider.</param>
/// <param name="ServiceAccount">Name of the service account; null when it is a user.</param>
/// <param name="User">Name of the user who signs in to the web UI; null when it is a service account. One of the two is given.</param>
/// <param name="Claims">
/// Names of claims and what their values must be. All must match. <c>*</c> stands for any run of characters, but not for a user's;
/// <c>email</c> matches only where <c>email_verified</c> is true.
/// </param>
public sealed record IdentityRuleDefinition(
    string? Name, string? Provider, string? ServiceAccount, string? User, IReadOnlyDictionary<string, string>? Claims);

/// <summary>A rule as it is stored.</summary>
/// <param name="Name">Its unique name.</param>
/// <param name="Provider">Name of the identity provider.</param>
/// <param name="ServiceAccount">Name of the service account; null when it is a user.</param>
/// <param name="User">Name of the user; null when it is a service account.</param>
/// <param name="Claims">Names of claims and what their values must be.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="CreatedBy">Name of who made it.</param>
public sealed record IdentityRuleProperties(
    string Name, string Provider, string? ServiceAccount, string? User, IReadOnlyDictionary<string, string> Claims, DateTimeOffset CreatedAt, string CreatedBy);
