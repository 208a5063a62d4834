using Qwak.Core.Encryption;

namespace Qwak.Core.Identity;

/// <summary>
/// An OIDC token that was taken: the credential of the access token, or of the session, that came of it. It stands for what the rule says
/// now, so that it ends with the rule.
/// </summary>
/// <param name="Id">Random id.</param>
/// <param name="RuleId">The rule that matched.</param>
/// <param name="TokenHash">What a second use of the token meets; null where tokens may be used again.</param>
/// <param name="ExpiresAt">When it is good for nothing more.</param>
internal sealed record OidcLogin(string Id, string RuleId, byte[]? TokenHash, DateTimeOffset ExpiresAt)
{
    /// <summary>All that the row's MAC covers.</summary>
    public FieldWriter Fields() => new FieldWriter()
        .Text("qwak/workload-login").Text(Id).Text(RuleId).Bytes(TokenHash).Number(ExpiresAt.ToUnixTimeMilliseconds());
}
