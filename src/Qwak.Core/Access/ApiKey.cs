namespace Qwak.Core.Access;

/// <summary>A long-lived credential of a principal, stored only as a keyed hash.</summary>
internal sealed record ApiKey(
    string Id, string PrincipalId, string? EnvironmentId, byte[] Hash, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt)
{
    public bool IsGood(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is not { } expiry || now < expiry);
}
