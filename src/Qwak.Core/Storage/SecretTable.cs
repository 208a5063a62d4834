using System.Data.Common;
using Dapper;
using Qwak.Core.Environments;
using Qwak.Core.Secrets;

namespace Qwak.Core.Storage;

/// <summary>The secrets themselves: one row for each name in an environment.</summary>
internal static class SecretTable
{
    public const string Name = "secret";

    /// <summary>The columns in the order in which <see cref="Read"/> takes them.</summary>
    public const string Columns =
        "s.id, s.environment_id, s.name, s.current_version, s.readable_versions, s.created_at, s.created_by, s.updated_at, s.updated_by,"
        + " s.deleted_at, s.description, s.owner, s.tags, s.expires_at, s.is_sensitive, s.revision, s.destinations";

    public const int ColumnCount = 17;

    private const string Assignments =
        "current_version = @CurrentVersion, readable_versions = @Readable, updated_at = @UpdatedAt, updated_by = @UpdatedBy,"
        + " deleted_at = @DeletedAt, description = @Description, owner = @Owner, tags = @Tags, expires_at = @ExpiresAt,"
        + " is_sensitive = @IsSensitive, destinations = @DestinationText, revision = @Revision, mac = @mac";

    public static Task InsertAsync(DbConnection connection, Secret secret, byte[] mac) => connection.ExecuteAsync(
        "INSERT INTO secret (id, environment_id, name, current_version, readable_versions, created_at, created_by, updated_at, updated_by,"
        + " revision, mac) VALUES (@Id, @EnvironmentId, @Name, @CurrentVersion, @Readable, @CreatedAt, @CreatedBy, @UpdatedAt, @UpdatedBy,"
        + " @Revision, @mac)",
        new
        {
            secret.Id,
            secret.EnvironmentId,
            secret.Name,
            secret.CurrentVersion,
            Readable = secret.Readable.Stored,
            CreatedAt = StoreTime.To(secret.CreatedAt),
            secret.CreatedBy,
            UpdatedAt = StoreTime.To(secret.UpdatedAt),
            secret.UpdatedBy,
            secret.Revision,
            mac,
        });

    /// <returns>False when the row is no longer of the revision that the change started from.</returns>
    public static async Task<bool> UpdateAsync(DbConnection connection, Secret secret, long previousRevision, byte[] mac) =>
        await connection.ExecuteAsync(
            $"UPDATE secret SET {Assignments} WHERE id = @Id AND revision = @previousRevision",
            new
            {
                secret.Id,
                previousRevision,
                secret.CurrentVersion,
                Readable = secret.Readable.Stored,
                UpdatedAt = StoreTime.To(secret.UpdatedAt),
                secret.UpdatedBy,
                DeletedAt = StoreTime.To(secret.DeletedAt),
                secret.Details.Description,
                secret.Details.Owner,
                Tags = secret.Details.TagText,
                ExpiresAt = StoreTime.To(secret.Details.ExpiresAt),
                IsSensitive = secret.Details.IsSensitive ? 1L : 0L,
                secret.DestinationText,
                secret.Revision,
                mac,
            }) == 1;

    /// <summary>All secrets of the store.</summary>
    public static async Task<IReadOnlyList<Secret>> AllAsync(DbConnection connection)
    {
        await using var rows = await connection.ExecuteReaderAsync($"SELECT {Columns} FROM secret s");
        return await ReadAllAsync(rows);
    }

    public static Task RemoveAsync(DbConnection connection, string id) =>
        connection.ExecuteAsync("DELETE FROM secret WHERE id = @id", new { id });

    /// <summary>One page of the secrets of some environments; reads one row more than asked for.</summary>
    public static async Task<IReadOnlyList<Secret>> ListAsync(
        DbConnection connection, IReadOnlyList<SecretEnvironment> environments, SecretListQuery query, DateTimeOffset now)
    {
        var statement = new SecretListStatement(environments, query, now);
        if (statement.IsEmpty)
        {
            return [];
        }

        await using var rows = await connection.ExecuteReaderAsync(statement.Text, statement.Parameters);
        return await ReadAllAsync(rows);
    }

    private static async Task<IReadOnlyList<Secret>> ReadAllAsync(DbDataReader rows)
    {
        var secrets = new List<Secret>();
        while (await rows.ReadAsync())
        {
            secrets.Add(Read(new ReaderRow(rows)));
        }

        return secrets;
    }

    public static Secret Read<TRow>(TRow row)
        where TRow : IStoredRow => new()
    {
        Id = row.Text(0),
        EnvironmentId = row.Text(1),
        Name = row.Text(2),
        CurrentVersion = (int)row.Number(3),
        Readable = new ReadableVersions(row.Text(4)),
        CreatedAt = StoreTime.From(row.Number(5)),
        CreatedBy = row.Text(6),
        UpdatedAt = StoreTime.From(row.Number(7)),
        UpdatedBy = row.Text(8),
        DeletedAt = StoreTime.From(row.NumberOrNull(9)),
        Details = new SecretDetails(
            row.TextOrNull(10),
            row.TextOrNull(11),
            row.IsNull(12) ? [] : SecretDetails.ParseTags(row.Text(12)),
            StoreTime.From(row.NumberOrNull(13)),
            row.Number(14) != 0),
        Revision = row.Number(15),
        Destinations = Secret.ParseDestinations(row.TextOrNull(16)),
    };
}
