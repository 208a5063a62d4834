namespace Qwak.Core.Access;

/// <summary>
/// What a credential stands for, as of one value of the store's change counter: whose it is, whether it is still
/// good, what it is narrowed to, the roles of its principal by environment id, and what they may do.
/// </summary>
internal sealed record Grant(
    long ChangeCounter,
    string Credential,
    Principal Principal,
    GrantScope Scope,
    DateTimeOffset? ExpiresAt,
    bool IsRevoked,
    IReadOnlyDictionary<string, Role> Roles,
    Permissions Permissions)
{
    /// <summary>The build whose own credential it is, good only while its runner is connected; null for any other.</summary>
    public string? BuildId { get; init; }

    /// <summary>Whether the credential's row fails its integrity check: it was edited, or put back from an older copy.</summary>
    public bool IsAltered { get; init; }

    public bool IsGood(DateTimeOffset now) => !IsAltered && !IsRevoked && (ExpiresAt is not { } expiry || now < expiry);
}
