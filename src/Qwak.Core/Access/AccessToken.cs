using Qwak.Core.Audit;
using Qwak.Core.Encryption;

namespace Qwak.Core.Access;

/// <summary>The record of a long-lived access token, so that it can be revoked; the token itself is not stored.</summary>
internal sealed record AccessToken(
    string Id, string PrincipalId, string? EnvironmentId, string? Description, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt)
{
    /// <summary>How often the row was changed, this state included.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>The row's state for the audit event of the change that made it.</summary>
    public RowRevision Row => new(Id, Revision);

    /// <summary>All that the row's MAC covers.</summary>
    public FieldWriter Fields() => new FieldWriter()
        .Text("qwak/access-token").Text(Id).Text(PrincipalId).Text(EnvironmentId).Text(Description)
        .Number(CreatedAt.ToUnixTimeMilliseconds()).Number(ExpiresAt.ToUnixTimeMilliseconds())
        .Number(RevokedAt?.ToUnixTimeMilliseconds() ?? -1).Number(Revision);
}
