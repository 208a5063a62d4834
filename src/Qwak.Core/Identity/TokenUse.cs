using Qwak.Core.Access;

namespace Qwak.Core.Identity;

/// <summary>What OIDC tokens are taken for, and on which terms.</summary>
internal sealed class TokenUse
{
    /// <summary>The audit event's action.</summary>
    public required string Action { get; init; }

    /// <summary>Whom a token may stand for: rules for others are not looked at.</summary>
    public required PrincipalKind Kind { get; init; }

    /// <summary>Why a token that its issuer signed is not meant for this; null when it is.</summary>
    public required Func<OidcToken, IdentityProvider, TokenProblem?> Problem { get; init; }

    /// <summary>How what comes of it is named, by the login's id.</summary>
    public required Func<string, string> Credential { get; init; }

    /// <summary>When what comes of it ends, if not before.</summary>
    public required Func<OidcToken, DateTimeOffset> End { get; init; }

    /// <summary>Whether a token of the provider is taken once only.</summary>
    public required Func<IdentityProvider, bool> IsOnce { get; init; }

    /// <summary>What the caller is told of a token that is not taken.</summary>
    public required Refusal Refused { get; init; }

    /// <summary>What the caller is told when the issuer's keys cannot be had.</summary>
    public required Refusal Unreachable { get; init; }
}
