using System.Data.Common;
using System.Globalization;
using Dapper;
using Qwak.Core.Secrets;

namespace Qwak.Core.Storage;

/// <summary>The secrets themselves: one row for each name in an environment.</summary>
internal static class SecretTable
{
    private const string Columns =
        "id, environment_id AS EnvironmentId, name, current_version AS CurrentVersion, created_at AS CreatedAt,"
        + " created_by AS CreatedBy, updated_at AS UpdatedAt, updated_by AS UpdatedBy, deleted_at AS DeletedAt";

    public static async Task<Secret?> FindAsync(DbConnection connection, string environmentId, string name)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            $"SELECT {Columns} FROM secret WHERE environment_id = @environmentId AND name = @name", new { environmentId, name });
        return row?.ToSecret();
    }

    public static Task InsertAsync(DbConnection connection, Secret secret) => connection.ExecuteAsync(
        "INSERT INTO secret (id, environment_id, name, current_version, created_at, created_by, updated_at, updated_by)"
        + " VALUES (@Id, @EnvironmentId, @Name, @CurrentVersion, @CreatedAt, @CreatedBy, @UpdatedAt, @UpdatedBy)",
        Parameters(secret));

    public static Task UpdateAsync(DbConnection connection, Secret secret) => connection.ExecuteAsync(
        "UPDATE secret SET current_version = @CurrentVersion, updated_at = @UpdatedAt, updated_by = @UpdatedBy, deleted_at = @DeletedAt"
        + " WHERE id = @Id",
        Parameters(secret));

    /// <summary>One page of the secrets of some environments that are not deleted; reads one row more than asked for.</summary>
    public static async Task<IReadOnlyList<Secret>> ListAsync(
        DbConnection connection, IReadOnlyList<string> environmentIds, SecretListQuery query)
    {
        // Only constants of this file reach the statement's text.
        var key = query.Sort switch
        {
            SecretSortKey.Name => "name",

            // The space sorts before all that names consist of: first by environment, in it by name.
            SecretSortKey.Environment => "((SELECT e.name FROM environment e WHERE e.id = environment_id) || ' ' || name)",
            SecretSortKey.Created => "created_at",
            SecretSortKey.Updated => "updated_at",
        };
        var (order, beyond) = query.Descending ? ("DESC", "<") : ("ASC", ">");
        var after = query.After is null ? "" : $" AND ({key} {beyond} @afterKey OR ({key} = @afterKey AND id {beyond} @afterId))";
        var filter = string.IsNullOrEmpty(query.Filter) ? "" : @" AND name LIKE @filter ESCAPE '\'";
        var parameters = new DynamicParameters();
        if (query.After is { } position)
        {
            parameters.Add("afterKey", AfterKey(query.Sort, position.Key));
            parameters.Add("afterId", position.Id);
        }

        if (filter.Length > 0)
        {
            parameters.Add("filter", $"%{EscapeLike(query.Filter!)}%");
        }

        parameters.Add("limit", query.Limit + 1);
        var places = environmentIds.Select((id, i) =>
        {
            parameters.Add($"environment{i}", id);
            return $"@environment{i}";
        });
        var rows = await connection.QueryAsync<Row>(
            $"SELECT {Columns} FROM secret WHERE environment_id IN ({string.Join(", ", places)}) AND deleted_at IS NULL{filter}{after}"
            + $" ORDER BY {key} {order}, id {order} LIMIT @limit",
            parameters);
        return [.. rows.Select(row => row.ToSecret())];
    }

    private static object AfterKey(SecretSortKey sort, string key) => sort is SecretSortKey.Created or SecretSortKey.Updated
        ? long.TryParse(key, CultureInfo.InvariantCulture, out var time) ? time : 0
        : key;

    private static string EscapeLike(string text) =>
        text.ToLowerInvariant().Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_");

    private static object Parameters(Secret secret) => new
    {
        secret.Id,
        secret.EnvironmentId,
        secret.Name,
        secret.CurrentVersion,
        CreatedAt = StoreTime.To(secret.CreatedAt),
        secret.CreatedBy,
        UpdatedAt = StoreTime.To(secret.UpdatedAt),
        secret.UpdatedBy,
        DeletedAt = StoreTime.To(secret.DeletedAt),
    };

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string EnvironmentId { get; init; } = "";

        public string Name { get; init; } = "";

        public int CurrentVersion { get; init; }

        public long CreatedAt { get; init; }

        public string CreatedBy { get; init; } = "";

        public long UpdatedAt { get; init; }

        public string UpdatedBy { get; init; } = "";

        public long? DeletedAt { get; init; }

        public Secret ToSecret() => new(
            Id, EnvironmentId, Name, CurrentVersion, StoreTime.From(CreatedAt), CreatedBy, StoreTime.From(UpdatedAt), UpdatedBy,
            StoreTime.From(DeletedAt));
    }
}
