using System.Data.Common;
using Dapper;
using Qwak.Core.ModelBuilds;
using Qwak.Core.Secrets;

namespace Qwak.Core.Storage;

/// <summary>Lineage: which build used which version of which secret. Written in the commit of the read's event.</summary>
internal static class ModelBuildSecretTable
{
    private const string Select =
        "SELECT u.build_id AS BuildId, b.model_id AS ModelId, b.status, u.name, u.version, u.principal, u.first_at AS FirstAt, u.last_at AS LastAt, u.reads"
        + " FROM model_build_secret u JOIN model_build b ON b.id = u.build_id";

    public static Task RecordAsync(DbConnection connection, BuildUse use) => connection.ExecuteAsync(
        "INSERT INTO model_build_secret (environment_id, name, build_id, version, principal, first_at, last_at, reads)"
        + " VALUES (@EnvironmentId, @Name, @BuildId, @Version, @Principal, @At, @At, 1)"
        + " ON CONFLICT (environment_id, name, build_id, version)"
        + " DO UPDATE SET last_at = excluded.last_at, reads = model_build_secret.reads + 1",
        new { use.EnvironmentId, use.Name, use.BuildId, use.Version, use.Principal, At = StoreTime.To(use.At) });

    /// <summary>Who used a secret, the latest first.</summary>
    public static async Task<IReadOnlyList<RecordedUse>> ListBySecretAsync(DbConnection connection, string environmentId, string name, int limit) =>
        Uses(await connection.QueryAsync<Row>(
            $"{Select} WHERE u.environment_id = @environmentId AND u.name = @name ORDER BY u.last_at DESC, u.build_id, u.version DESC LIMIT @limit",
            new { environmentId, name, limit }));

    /// <summary>What a build used, by name.</summary>
    public static async Task<IReadOnlyList<RecordedUse>> ListByBuildAsync(DbConnection connection, string buildId) =>
        Uses(await connection.QueryAsync<Row>($"{Select} WHERE u.build_id = @buildId ORDER BY u.name, u.version", new { buildId }));

    private static IReadOnlyList<RecordedUse> Uses(IEnumerable<Row> rows) =>
        [.. rows.Select(r => new RecordedUse(
            r.BuildId, r.ModelId, ModelBuildStatuses.Parse(r.Status), r.Name, (int)r.Version, r.Principal, StoreTime.From(r.FirstAt),
            StoreTime.From(r.LastAt), r.Reads))];

    private sealed class Row
    {
        public string BuildId { get; init; } = "";

        public string ModelId { get; init; } = "";

        public string Status { get; init; } = "";

        public string Name { get; init; } = "";

        public long Version { get; init; }

        public string Principal { get; init; } = "";

        public long FirstAt { get; init; }

        public long LastAt { get; init; }

        public long Reads { get; init; }
    }
}
