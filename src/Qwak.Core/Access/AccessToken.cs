namespace Qwak.Core.Access;

/// <summary>The record of a long-lived access token, so that it can be revoked; the token itself is not stored.</summary>
internal sealed record AccessToken(
    string Id, string PrincipalId, string? EnvironmentId, string? Description, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt);
