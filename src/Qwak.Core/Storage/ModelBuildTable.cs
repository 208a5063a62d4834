using System.Data.Common;
using Dapper;
using Qwak.Core.Access;
using Qwak.Core.ModelBuilds;

namespace Qwak.Core.Storage;

internal static class ModelBuildTable
{
    private const string Select =
        "SELECT b.id, b.model_id AS ModelId, b.environment_id AS EnvironmentId, b.credential, b.key_hash AS KeyHash, b.declared, b.status, b.started_at AS StartedAt,"
        + " b.finished_at AS FinishedAt, b.exit_code AS ExitCode, b.summary, p.id AS PrincipalId, p.name AS PrincipalName, p.kind AS PrincipalKind"
        + " FROM model_build b JOIN principal p ON p.id = b.principal_id";

    public static Task InsertAsync(DbConnection connection, ModelBuild build, byte[] mac, string holder) =>
        connection.ExecuteAsync(
            "INSERT INTO model_build (id, model_id, environment_id, principal_id, credential, key_hash, declared, mac, holder, status, started_at)"
            + " VALUES (@Id, @ModelId, @EnvironmentId, @PrincipalId, @Credential, @KeyHash, @Declared, @mac, @holder, @Status, @StartedAt)",
            new
            {
                build.Id,
                build.ModelId,
                build.EnvironmentId,
                PrincipalId = build.Principal.Id,
                build.Credential,
                build.KeyHash,
                Declared = string.Join('\n', build.Declared),
                mac,
                holder,
                Status = build.Status.Text(),
                StartedAt = StoreTime.To(build.StartedAt),
            });

    public static Task<byte[]> MacAsync(DbConnection connection, string id) =>
        connection.QuerySingleAsync<byte[]>("SELECT mac FROM model_build WHERE id = @id", new { id });

    /// <summary>The ids of all builds of the store.</summary>
    public static async Task<IReadOnlyList<string>> IdsAsync(DbConnection connection) => [.. await connection.QueryAsync<string>("SELECT id FROM model_build")];

    public static async Task<ModelBuild?> FindAsync(DbConnection connection, string id) =>
        (await connection.QuerySingleOrDefaultAsync<Row>($"{Select} WHERE b.id = @id", new { id }))?.ToModelBuild();

    /// <summary>A principal's builds and all of some environments, newest first; one more than the limit when there are more.</summary>
    public static async Task<IReadOnlyList<ModelBuild>> ListAsync(
        DbConnection connection, string principalId, IReadOnlyList<string> environmentIds, ModelBuildQuery query)
    {
        var parameters = new DynamicParameters(
            new { principalId, query.ModelId, Status = query.Status?.Text(), query.After?.Time, query.After?.Id, Limit = query.Limit + 1 });
        var places = environmentIds.Select((id, number) =>
        {
            parameters.Add($"environment{number}", id);
            return $" OR b.environment_id = @environment{number}";
        });
        var where = $" WHERE (b.principal_id = @principalId{string.Concat(places)})"
            + (query.ModelId is null ? "" : " AND b.model_id = @ModelId")
            + (query.Status is null ? "" : " AND b.status = @Status")
            + (query.After is null ? "" : " AND (b.started_at < @Time OR (b.started_at = @Time AND b.id < @Id))");
        var rows = await connection.QueryAsync<Row>(
            $"{Select}{where} ORDER BY b.started_at DESC, b.id DESC LIMIT @Limit",
            parameters);
        return [.. rows.Select(row => row.ToModelBuild())];
    }

    /// <summary>The running builds whose runner was connected to this server process.</summary>
    public static async Task<IReadOnlyList<string>> RunningAsync(DbConnection connection, string holder) =>
        [.. await connection.QueryAsync<string>("SELECT id FROM model_build WHERE finished_at IS NULL AND holder = @holder", new { holder })];

    /// <summary>Another server process has the runner's stream now.</summary>
    public static Task HoldAsync(DbConnection connection, string id, string holder) =>
        connection.ExecuteAsync("UPDATE model_build SET holder = @holder WHERE id = @id", new { id, holder });

    /// <summary>False when it has ended already.</summary>
    public static async Task<bool> FinishAsync(DbConnection connection, string id, ModelBuildOutcome outcome, DateTimeOffset now) =>
        await connection.ExecuteAsync(
            "UPDATE model_build SET status = @Status, exit_code = @ExitCode, summary = @Summary, finished_at = @now"
            + " WHERE id = @id AND finished_at IS NULL",
            new { id, Status = outcome.Status.Text(), outcome.ExitCode, outcome.Summary, now = StoreTime.To(now) }) == 1;

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string ModelId { get; init; } = "";

        public string EnvironmentId { get; init; } = "";

        public string PrincipalId { get; init; } = "";

        public string PrincipalName { get; init; } = "";

        public string PrincipalKind { get; init; } = "";

        public string Credential { get; init; } = "";

        public byte[] KeyHash { get; init; } = [];

        public string Declared { get; init; } = "";

        public string Status { get; init; } = "";

        public long StartedAt { get; init; }

        public long? FinishedAt { get; init; }

        public long? ExitCode { get; init; }

        public string? Summary { get; init; }

        public ModelBuild ToModelBuild() => new(
            Id,
            ModelId,
            EnvironmentId,
            new Principal(PrincipalId, PrincipalName, PrincipalKinds.Parse(PrincipalKind)),
            Credential,
            KeyHash,
            Declared.Length == 0 ? [] : Declared.Split('\n'),
            ModelBuildStatuses.Parse(Status),
            StoreTime.From(StartedAt),
            StoreTime.From(FinishedAt),
            (int?)ExitCode,
            Summary);
    }
}
