using Qwak.Core.Encryption;

namespace Qwak.Core.Identity;

/// <summary>An issuer of OIDC tokens that are exchanged for ours, or that users sign in with, where a rule says so.</summary>
/// <param name="Name">Its unique name.</param>
/// <param name="Issuer">The claim <c>iss</c> of its tokens, letter for letter.</param>
/// <param name="Audiences">A workload's token is for us when one of these is in its claim <c>aud</c>.</param>
/// <param name="JwksUrl">Where its keys are; null when they are found by discovery.</param>
/// <param name="CertificateAuthority">PEM of the only roots that its server is trusted by; null for the machine's.</param>
/// <param name="ReusableTokens">Whether a token may be exchanged more than once.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="CreatedBy">Name of the administrator.</param>
internal sealed record IdentityProvider(
    string Name, string Issuer, IReadOnlyList<string> Audiences, string? JwksUrl, string? CertificateAuthority, bool ReusableTokens,
    DateTimeOffset CreatedAt, string CreatedBy)
{
    /// <summary>What users sign in to the web UI as a client of; null where they do not.</summary>
    public SignInClient? SignIn { get; init; }

    public FieldWriter AddTo(FieldWriter fields) => fields
        .Text(Name).Text(Issuer).Text(string.Join(' ', Audiences)).Text(JwksUrl).Text(CertificateAuthority).Number(ReusableTokens ? 1 : 0)
        .Number(CreatedAt.ToUnixTimeMilliseconds()).Text(CreatedBy);
}
