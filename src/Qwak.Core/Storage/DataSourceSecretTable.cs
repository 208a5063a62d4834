using System.Data.Common;
using Dapper;

namespace Qwak.Core.Storage;

/// <summary>Which data sources name which secrets.</summary>
internal static class DataSourceSecretTable
{
    public static async Task ReplaceAsync(DbConnection connection, string sourceId, string environmentId, IEnumerable<string> names)
    {
        await connection.ExecuteAsync("DELETE FROM data_source_secret WHERE source_id = @sourceId", new { sourceId });
        await connection.ExecuteAsync(
            "INSERT INTO data_source_secret (environment_id, secret_name, source_id) VALUES (@environmentId, @name, @sourceId)",
            names.Select(name => new { environmentId, name, sourceId }));
    }

    /// <summary>Names of the sources that name a secret.</summary>
    public static async Task<IReadOnlyList<string>> SourcesAsync(DbConnection connection, string environmentId, string secret, int limit) =>
        [.. await connection.QueryAsync<string>(
            "SELECT d.name FROM data_source_secret s JOIN data_source d ON d.id = s.source_id"
            + " WHERE s.environment_id = @environmentId AND s.secret_name = @secret ORDER BY d.name LIMIT @limit",
            new { environmentId, secret, limit })];
}
