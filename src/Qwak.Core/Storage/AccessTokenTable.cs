using System.Data.Common;
using Dapper;
using Qwak.Core.Access;

namespace Qwak.Core.Storage;

internal static class AccessTokenTable
{
    public const string Name = "access_token";

    private const string Select =
        "SELECT id, principal_id AS PrincipalId, environment_id AS EnvironmentId, description, created_at AS CreatedAt,"
        + " expires_at AS ExpiresAt, revoked_at AS RevokedAt, revision FROM access_token";

    public static Task InsertAsync(DbConnection connection, AccessToken token, byte[] mac) => connection.ExecuteAsync(
        "INSERT INTO access_token (id, principal_id, environment_id, description, created_at, expires_at, revision, mac)"
        + " VALUES (@Id, @PrincipalId, @EnvironmentId, @Description, @CreatedAt, @ExpiresAt, @Revision, @mac)",
        new
        {
            token.Id,
            token.PrincipalId,
            token.EnvironmentId,
            token.Description,
            CreatedAt = StoreTime.To(token.CreatedAt),
            ExpiresAt = StoreTime.To(token.ExpiresAt),
            token.Revision,
            mac,
        });

    public static async Task<AccessToken?> FindAsync(DbConnection connection, string id) =>
        (await connection.QuerySingleOrDefaultAsync<Row>($"{Select} WHERE id = @id", new { id }))?.ToAccessToken();

    public static async Task<IReadOnlyList<AccessToken>> ListAsync(DbConnection connection) =>
        [.. (await connection.QueryAsync<Row>($"{Select} ORDER BY created_at, id")).Select(row => row.ToAccessToken())];

    public static Task RevokeAsync(DbConnection connection, AccessToken revoked, byte[] mac) => connection.ExecuteAsync(
        "UPDATE access_token SET revoked_at = @revokedAt, revision = @Revision, mac = @mac WHERE id = @Id",
        new { revoked.Id, revokedAt = StoreTime.To(revoked.RevokedAt), revoked.Revision, mac });

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string PrincipalId { get; init; } = "";

        public string? EnvironmentId { get; init; }

        public string? Description { get; init; }

        public long CreatedAt { get; init; }

        public long ExpiresAt { get; init; }

        public long? RevokedAt { get; init; }

        public long Revision { get; init; }

        public AccessToken ToAccessToken() => new(
            Id, PrincipalId, EnvironmentId, Description, StoreTime.From(CreatedAt), StoreTime.From(ExpiresAt), StoreTime.From(RevokedAt))
        {
            Revision = Revision,
        };
    }
}
