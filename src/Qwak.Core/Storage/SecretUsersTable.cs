using System.Data.Common;
using Dapper;
using Qwak.Core.Secrets;

namespace Qwak.Core.Storage;

/// <summary>How many data sources name each secret of a list, and how many builds have read it.</summary>
internal static class SecretUsersTable
{
    /// <param name="connection">The connection.</param>
    /// <param name="secrets">Of some environments.</param>
    /// <param name="places">The ids of these, by name.</param>
    public static async Task<IReadOnlyDictionary<(string Environment, string Name), SecretUsers>> CountAsync(
        DbConnection connection, IReadOnlyList<SecretProperties> secrets, IReadOnlyDictionary<string, string> places)
    {
        var users = new Dictionary<(string, string), SecretUsers>();
        foreach (var group in secrets.GroupBy(secret => secret.Environment))
        {
            var parameters = new DynamicParameters(new { environment = places[group.Key] });
            var names = string.Join(", ", group.Select((secret, number) =>
            {
                parameters.Add($"name{number}", secret.Name);
                return $"@name{number}";
            }));
            var rows = await connection.QueryAsync<(string Name, long Sources, long Builds)>(
                "SELECT name, CAST(SUM(sources) AS BIGINT), CAST(SUM(builds) AS BIGINT) FROM"
                + " (SELECT secret_name AS name, COUNT(*) AS sources, 0 AS builds FROM data_source_secret"
                + $" WHERE environment_id = @environment AND secret_name IN ({names}) GROUP BY secret_name"
                + " UNION ALL SELECT name, 0, COUNT(DISTINCT build_id) FROM model_build_secret"
                + $" WHERE environment_id = @environment AND name IN ({names}) GROUP BY name) u GROUP BY name",
                parameters);
            foreach (var row in rows)
            {
                users[(group.Key, row.Name)] = new SecretUsers((int)row.Sources, (int)row.Builds);
            }
        }

        return users;
    }
}
