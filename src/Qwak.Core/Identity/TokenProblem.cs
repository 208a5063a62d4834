namespace Qwak.Core.Identity;

/// <summary>Why a token is not taken, or a sign-in comes to nothing: for the audit trail and the log, not for who sent it.</summary>
/// <param name="Outcome">The audit event's.</param>
/// <param name="Explanation">What to look at.</param>
internal sealed record TokenProblem(string Outcome, string Explanation)
{
    public static readonly TokenProblem Oversized = new("token_too_large", "it is longer than 8192 characters");
    public static readonly TokenProblem Malformed = new("token_malformed", "it is not a signed JWT with the claims iss, sub, aud, exp and iat, and a key id");
    public static readonly TokenProblem WrongAlgorithm = new("token_algorithm", "it is not signed with RS256 or ES256");
    public static readonly TokenProblem UnknownIssuer = new("issuer_unknown", "no identity provider has its issuer");
    public static readonly TokenProblem UnreachableIssuer = new("issuer_unreachable", "its issuer's keys cannot be had");
    public static readonly TokenProblem UnknownKey = new("key_unknown", "its issuer has no such key");
    public static readonly TokenProblem WrongSignature = new("signature_wrong", "its signature is not its issuer's");
    public static readonly TokenProblem WrongAudience = new("audience_wrong", "it is for none of the provider's audiences, or not for its sign-in client alone");
    public static readonly TokenProblem Expired = new("token_expired", "it has expired");
    public static readonly TokenProblem NotYetValid = new("token_not_yet_valid", "it is valid, or was issued, only later; if it is new, look at both clocks");
    public static readonly TokenProblem TooLongLived = new("token_too_long_lived", "it expires later than in 24 hours");
    public static readonly TokenProblem NoRule = new("rule_none", "its claims match no rule of the provider");
    public static readonly TokenProblem SeveralRules = new("rule_ambiguous", "its claims match rules for different principals");
    public static readonly TokenProblem Replayed = new("token_replayed", "it was exchanged before, and each can be only once");
    public static readonly TokenProblem WrongNonce = new("nonce_wrong", "it is of another sign-in");
    public static readonly TokenProblem WrongIssuer = new("issuer_wrong", "it is of another issuer than the one that the user was sent to");
    public static readonly TokenProblem WrongState = new("state_wrong", "this browser has begun no such sign-in within the last 10 minutes");
    public static readonly TokenProblem NoSignIn = new("sign_in_unknown", "no identity provider of that name has a sign-in client");
    public static readonly TokenProblem Denied = new("sign_in_denied", "the provider sent the user back without a code");
    public static readonly TokenProblem WrongCode = new("code_wrong", "the provider gives no ID token for the code: it was used, is too old, or the client's id, secret or redirect address is wrong");
}
