using Qwak.Core.ModelBuilds;

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
    /// <summary>Bounds of a build's own credential, on top of the rights of its principal; null for any other.</summary>
    public BuildScope? Build { get; init; }

    public bool IsGood(DateTimeOffset now) => !IsRevoked && (ExpiresAt is not { } expiry || now < expiry);
}
