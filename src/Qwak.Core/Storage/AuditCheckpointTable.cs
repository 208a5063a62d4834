using System.Data.Common;
using Dapper;
using Qwak.Core.Audit;

namespace Qwak.Core.Storage;

internal static class AuditCheckpointTable
{
    private const string Select = "SELECT sequence, time, heads, key_id AS KeyId, signature FROM audit_checkpoint";

    public static async Task<AuditCheckpoint?> FirstAsync(DbConnection connection) =>
        (await connection.QuerySingleOrDefaultAsync<Row>($"{Select} ORDER BY sequence LIMIT 1"))?.ToCheckpoint();

    public static async Task<AuditCheckpoint?> LastAsync(DbConnection connection) =>
        (await connection.QuerySingleOrDefaultAsync<Row>($"{Select} ORDER BY sequence DESC LIMIT 1"))?.ToCheckpoint();

    public static async Task<IReadOnlyList<AuditCheckpoint>> ListAsync(DbConnection connection) =>
        [.. (await connection.QueryAsync<Row>($"{Select} ORDER BY sequence")).Select(row => row.ToCheckpoint())];

    /// <summary>Checkpoints in order, at most so many after one.</summary>
    public static async Task<IReadOnlyList<AuditCheckpoint>> PageAsync(DbConnection connection, long after, int limit) =>
        [.. (await connection.QueryAsync<Row>($"{Select} WHERE sequence > @after ORDER BY sequence LIMIT @limit", new { after, limit })).Select(row => row.ToCheckpoint())];

    public static Task InsertAsync(DbConnection connection, AuditCheckpoint checkpoint) => connection.ExecuteAsync(
        "INSERT INTO audit_checkpoint (sequence, time, heads, key_id, signature) VALUES (@Sequence, @time, @Heads, @KeyId, @Signature)",
        new { checkpoint.Sequence, time = StoreTime.To(checkpoint.Time), checkpoint.Heads, checkpoint.KeyId, checkpoint.Signature });

    public static Task DeleteUpToAsync(DbConnection connection, long sequence) =>
        connection.ExecuteAsync("DELETE FROM audit_checkpoint WHERE sequence <= @sequence", new { sequence });

    private sealed class Row
    {
        public long Sequence { get; init; }

        public long Time { get; init; }

        public string Heads { get; init; } = "";

        public string KeyId { get; init; } = "";

        public byte[] Signature { get; init; } = [];

        public AuditCheckpoint ToCheckpoint() => new(Sequence, StoreTime.From(Time), Heads, KeyId, Signature);
    }
}
