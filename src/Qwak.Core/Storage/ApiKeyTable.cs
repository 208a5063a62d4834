using System.Data.Common;
using Dapper;
using Qwak.Core.Access;

namespace Qwak.Core.Storage;

internal static class ApiKeyTable
{
    public const string Name = "api_key";

    private const string Select =
        "SELECT id, principal_id AS PrincipalId, environment_id AS EnvironmentId, hash, created_at AS CreatedAt,"
        + " expires_at AS ExpiresAt, revoked_at AS RevokedAt, revision FROM api_key";

    public static Task InsertAsync(DbConnection connection, ApiKey key, byte[] mac) => connection.ExecuteAsync(
        "INSERT INTO api_key (id, principal_id, environment_id, hash, created_at, expires_at, revision, mac)"
        + " VALUES (@Id, @PrincipalId, @EnvironmentId, @Hash, @CreatedAt, @ExpiresAt, @Revision, @mac)",
        new
        {
            key.Id,
            key.PrincipalId,
            key.EnvironmentId,
            key.Hash,
            CreatedAt = StoreTime.To(key.CreatedAt),
            ExpiresAt = StoreTime.To(key.ExpiresAt),
            key.Revision,
            mac,
        });

    public static async Task<ApiKey?> FindAsync(DbConnection connection, string id) =>
        (await connection.QuerySingleOrDefaultAsync<Row>($"{Select} WHERE id = @id", new { id }))?.ToApiKey();

    public static async Task<IReadOnlyList<ApiKey>> ListAsync(DbConnection connection) =>
        [.. (await connection.QueryAsync<Row>($"{Select} ORDER BY created_at, id")).Select(row => row.ToApiKey())];

    public static async Task<IReadOnlyList<ApiKey>> ListOfAsync(DbConnection connection, string principalId) =>
        [.. (await connection.QueryAsync<Row>($"{Select} WHERE principal_id = @principalId", new { principalId })).Select(row => row.ToApiKey())];

    public static Task RevokeAsync(DbConnection connection, ApiKey revoked, byte[] mac) => connection.ExecuteAsync(
        "UPDATE api_key SET revoked_at = @revokedAt, revision = @Revision, mac = @mac WHERE id = @Id",
        new { revoked.Id, revokedAt = StoreTime.To(revoked.RevokedAt), revoked.Revision, mac });

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string PrincipalId { get; init; } = "";

        public string? EnvironmentId { get; init; }

        public byte[] Hash { get; init; } = [];

        public long CreatedAt { get; init; }

        public long? ExpiresAt { get; init; }

        public long? RevokedAt { get; init; }

        public long Revision { get; init; }

        public ApiKey ToApiKey() => new(
            Id, PrincipalId, EnvironmentId, Hash, StoreTime.From(CreatedAt), StoreTime.From(ExpiresAt), StoreTime.From(RevokedAt))
        {
            Revision = Revision,
        };
    }
}
