using Qwak.Core.Audit;
using Qwak.Core.Encryption;

namespace Qwak.Core.Access;

/// <summary>A long-lived credential of a principal, stored only as a keyed hash.</summary>
internal sealed record ApiKey(
    string Id, string PrincipalId, string? EnvironmentId, byte[] Hash, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt)
{
    /// <summary>How often the row was changed, this state included.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>The row's state for the audit event of the change that made it.</summary>
    public RowRevision Row => new(Id, Revision);

    public bool IsGood(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is not { } expiry || now < expiry);

    /// <summary>All that the row's MAC covers.</summary>
    public FieldWriter Fields() => new FieldWriter()
        .Text("qwak/api-key").Text(Id).Text(PrincipalId).Text(EnvironmentId).Text(Convert.ToHexStringLower(Hash))
        .Number(CreatedAt.ToUnixTimeMilliseconds()).Number(ExpiresAt?.ToUnixTimeMilliseconds() ?? -1)
        .Number(RevokedAt?.ToUnixTimeMilliseconds() ?? -1).Number(Revision);
}
