namespace Qwak.Core.Access;

/// <summary>
/// What a credential stands for, as of one value of the store's change counter: whose it is, whether it is still
/// good, and the roles of its principal by environment id.
/// </summary>
internal sealed record Grant(
    long ChangeCounter,
    string Credential,
    Principal Principal,
    string? EnvironmentId,
    DateTimeOffset? ExpiresAt,
    bool IsRevoked,
    IReadOnlyDictionary<string, Role> Roles)
{
    /// <summary>Whether the credential's row fails its integrity check: it was edited, or put back from an older copy.</summary>
    public bool IsAltered { get; init; }

    public bool IsGood(DateTimeOffset now) => !IsAltered && !IsRevoked && (ExpiresAt is not { } expiry || now < expiry);
}
