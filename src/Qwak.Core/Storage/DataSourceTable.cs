using System.Data.Common;
using Dapper;
using Qwak.Core.DataSources;

namespace Qwak.Core.Storage;

/// <summary>Definitions of data sources: one row for each name in an environment.</summary>
internal static class DataSourceTable
{
    public const string Name = "data_source";

    private const string Select =
        "SELECT id, environment_id AS EnvironmentId, name, spec, owner_id AS OwnerId, created_at AS CreatedAt, created_by AS CreatedBy,"
        + " updated_at AS UpdatedAt, updated_by AS UpdatedBy, revision FROM data_source";

    public static async Task<RegisteredSource?> FindAsync(DbConnection connection, string environmentId, string name) =>
        (await connection.QuerySingleOrDefaultAsync<Row>(
            $"{Select} WHERE environment_id = @environmentId AND name = @name", new { environmentId, name }))?.ToSource();

    public static Task<string?> FindNameAsync(DbConnection connection, string environmentId, string id) => connection.ExecuteScalarAsync<string?>(
        "SELECT name FROM data_source WHERE environment_id = @environmentId AND id = @id", new { environmentId, id });

    /// <summary>Sources of an environment by name, beyond one.</summary>
    public static async Task<IReadOnlyList<RegisteredSource>> ListAsync(DbConnection connection, string environmentId, string after, int limit) =>
        [.. (await connection.QueryAsync<Row>(
            $"{Select} WHERE environment_id = @environmentId AND name > @after ORDER BY name LIMIT @limit",
            new { environmentId, after, limit })).Select(row => row.ToSource())];

    /// <summary>All sources of the store.</summary>
    public static async Task<IReadOnlyList<RegisteredSource>> AllAsync(DbConnection connection) =>
        [.. (await connection.QueryAsync<Row>(Select)).Select(row => row.ToSource())];

    /// <summary>Sources by name that name a secret, or have used it.</summary>
    public static async Task<IReadOnlyList<RegisteredSource>> ListBySecretAsync(DbConnection connection, string environmentId, string secret) =>
        [.. (await connection.QueryAsync<Row>(
            $"{Select} WHERE id IN (SELECT source_id FROM data_source_secret WHERE environment_id = @environmentId AND secret_name = @secret"
            + " UNION SELECT source_id FROM data_source_use WHERE environment_id = @environmentId AND secret_name = @secret) ORDER BY name",
            new { environmentId, secret })).Select(row => row.ToSource())];

    /// <summary>Sources by name that name a secret, the first ones.</summary>
    public static async Task<IReadOnlyList<RegisteredSource>> ListNamingAsync(DbConnection connection, string environmentId, string secret, int limit) =>
        [.. (await connection.QueryAsync<Row>(
            $"{Select} WHERE id IN (SELECT source_id FROM data_source_secret WHERE environment_id = @environmentId AND secret_name = @secret)"
            + " ORDER BY name LIMIT @limit",
            new { environmentId, secret, limit })).Select(row => row.ToSource())];

    public static Task WriteAsync(DbConnection connection, RegisteredSource source, byte[] mac) => connection.ExecuteAsync(
        "INSERT INTO data_source (id, environment_id, name, spec, owner_id, created_at, created_by, updated_at, updated_by, revision, mac)"
        + " VALUES (@Id, @EnvironmentId, @Name, @Spec, @OwnerId, @createdAt, @CreatedBy, @updatedAt, @UpdatedBy, @Version, @mac)"
        + " ON CONFLICT (id) DO UPDATE SET spec = excluded.spec, owner_id = excluded.owner_id, updated_at = excluded.updated_at,"
        + " updated_by = excluded.updated_by, revision = excluded.revision, mac = excluded.mac",
        new
        {
            source.Id,
            source.EnvironmentId,
            source.Name,
            source.Spec,
            source.OwnerId,
            createdAt = StoreTime.To(source.CreatedAt),
            source.CreatedBy,
            updatedAt = StoreTime.To(source.UpdatedAt),
            source.UpdatedBy,
            source.Version,
            mac,
        });

    /// <summary>Removes a source and what it names.</summary>
    public static Task RemoveAsync(DbConnection connection, string id) => connection.ExecuteAsync(
        "DELETE FROM data_source_secret WHERE source_id = @id; DELETE FROM data_source_use WHERE source_id = @id; DELETE FROM data_source WHERE id = @id", new { id });

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string EnvironmentId { get; init; } = "";

        public string Name { get; init; } = "";

        public byte[] Spec { get; init; } = [];

        public string OwnerId { get; init; } = "";

        public long CreatedAt { get; init; }

        public string CreatedBy { get; init; } = "";

        public long UpdatedAt { get; init; }

        public string UpdatedBy { get; init; } = "";

        public long Revision { get; init; }

        public RegisteredSource ToSource() => new()
        {
            Id = Id,
            EnvironmentId = EnvironmentId,
            Name = Name,
            Spec = Spec,
            OwnerId = OwnerId,
            CreatedAt = StoreTime.From(CreatedAt),
            CreatedBy = CreatedBy,
            UpdatedAt = StoreTime.From(UpdatedAt),
            UpdatedBy = UpdatedBy,
            Version = (int)Revision,
        };
    }
}
