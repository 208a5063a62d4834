using System.Data.Common;
using Dapper;
using Qwak.Core.Access;

namespace Qwak.Core.Storage;

internal static class ApiKeyTable
{
    private const string Select =
        "SELECT id, principal_id AS PrincipalId, environment_id AS EnvironmentId, hash, created_at AS CreatedAt,"
        + " expires_at AS ExpiresAt, revoked_at AS RevokedAt FROM api_key";

    public static Task InsertAsync(DbConnection connection, ApiKey key) => connection.ExecuteAsync(
        "INSERT INTO api_key (id, principal_id, environment_id, hash, created_at, expires_at)"
        + " VALUES (@Id, @PrincipalId, @EnvironmentId, @Hash, @CreatedAt, @ExpiresAt)",
        new
        {
            key.Id,
            key.PrincipalId,
            key.EnvironmentId,
            key.Hash,
            CreatedAt = StoreTime.To(key.CreatedAt),
            ExpiresAt = StoreTime.To(key.ExpiresAt),
        });

    public static async Task<ApiKey?> FindAsync(DbConnection connection, string id) =>
        (await connection.QuerySingleOrDefaultAsync<Row>($"{Select} WHERE id = @id", new { id }))?.ToApiKey();

    public static async Task<IReadOnlyList<ApiKey>> ListAsync(DbConnection connection) =>
        [.. (await connection.QueryAsync<Row>($"{Select} ORDER BY created_at, id")).Select(row => row.ToApiKey())];

    public static async Task<IReadOnlyList<ApiKey>> ListOfAsync(DbConnection connection, string principalId) =>
        [.. (await connection.QueryAsync<Row>($"{Select} WHERE principal_id = @principalId", new { principalId })).Select(row => row.ToApiKey())];

    public static Task RevokeAsync(DbConnection connection, string id, DateTimeOffset now) => connection.ExecuteAsync(
        "UPDATE api_key SET revoked_at = @now WHERE id = @id AND revoked_at IS NULL", new { id, now = StoreTime.To(now) });

    public static Task RevokeAllOfAsync(DbConnection connection, string principalId, DateTimeOffset now) => connection.ExecuteAsync(
        "UPDATE api_key SET revoked_at = @now WHERE principal_id = @principalId AND revoked_at IS NULL",
        new { principalId, now = StoreTime.To(now) });

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string PrincipalId { get; init; } = "";

        public string? EnvironmentId { get; init; }

        public byte[] Hash { get; init; } = [];

        public long CreatedAt { get; init; }

        public long? ExpiresAt { get; init; }

        public long? RevokedAt { get; init; }

        public ApiKey ToApiKey() => new(
            Id, PrincipalId, EnvironmentId, Hash, StoreTime.From(CreatedAt), StoreTime.From(ExpiresAt), StoreTime.From(RevokedAt));
    }
}
