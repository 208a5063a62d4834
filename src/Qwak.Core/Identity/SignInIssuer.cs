namespace Qwak.Core.Identity;

/// <summary>What an issuer says of itself that signing in needs.</summary>
/// <param name="Authorization">Where the browser is sent.</param>
/// <param name="Token">Where a code is redeemed.</param>
/// <param name="NamesIssuer">Whether each answer of it names its issuer (RFC 9207).</param>
/// <param name="TakesBasic">Whether it takes a client's secret in the header, as it should, and not only in the form.</param>
internal sealed record SignInEndpoints(Uri Authorization, Uri Token, bool NamesIssuer, bool TakesBasic);

/// <summary>What a browser brings back from a provider: whatever somebody wrote into an address. A class, so that it does not print itself.</summary>
internal sealed class SignInAnswer
{
    public string? State { get; init; }

    public string? Code { get; init; }

    public string? Issuer { get; init; }

    public override string ToString() => "[redacted]";
}

/// <summary>A code on its way to the provider. A class, so that it does not print itself.</summary>
internal sealed class CodeRedemption
{
    public required string Code { get; init; }

    public required string CodeVerifier { get; init; }

    /// <summary>The address that the provider sent the browser back to.</summary>
    public required Uri RedirectAddress { get; init; }

    /// <summary>Null for a public client.</summary>
    public required SecretValue? ClientSecret { get; init; }

    public override string ToString() => "[redacted]";
}

/// <summary>Finds where an issuer signs users in, or why that cannot be known.</summary>
internal delegate Task<(SignInEndpoints? Endpoints, TokenProblem? Problem)> FindSignInEndpoints(IdentityProvider provider, CancellationToken cancellationToken);

/// <summary>Redeems a code for an ID token, or says why there is none.</summary>
internal delegate Task<(string? IdToken, TokenProblem? Problem)> RedeemCode(
    IdentityProvider provider, SignInEndpoints endpoints, CodeRedemption redemption);
