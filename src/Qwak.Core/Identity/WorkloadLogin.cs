using Qwak.Core.Encryption;

namespace Qwak.Core.Identity;

/// <summary>
/// An OIDC token that was exchanged: the credential of the access token that came of it. It stands for what the rule says
/// now, so that it ends with the rule.
/// </summary>
/// <param name="Id">Random id.</param>
/// <param name="RuleId">The rule that matched.</param>
/// <param name="TokenHash">What a second exchange of the token meets; null where tokens may be exchanged again.</param>
/// <param name="ExpiresAt">When the OIDC token expires.</param>
internal sealed record WorkloadLogin(string Id, string RuleId, byte[]? TokenHash, DateTimeOffset ExpiresAt)
{
    /// <summary>All that the row's MAC covers.</summary>
    public FieldWriter Fields() => new FieldWriter()
        .Text("qwak/workload-login").Text(Id).Text(RuleId).Bytes(TokenHash).Number(ExpiresAt.ToUnixTimeMilliseconds());
}
