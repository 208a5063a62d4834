using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;

namespace Qwak.Core.Storage;

/// <summary>Where the audit trail begins, and what is left of the events before it: the last revision of each row.</summary>
internal static class AuditCutTable
{
    /// <summary>The cut; <see cref="AuditCut.None"/> when there was none.</summary>
    public static async Task<AuditCut> FindAsync(DbConnection connection) =>
        (await connection.QuerySingleOrDefaultAsync<Row>(
            "SELECT checkpoint, time, starts, checkpoint_signature AS CheckpointSignature, rows_hash AS RowsHash, key_id AS KeyId, signature"
            + " FROM audit_cut"))?.ToCut() ?? AuditCut.None;

    public static Task SetAsync(DbConnection connection, AuditCut cut) => connection.ExecuteAsync(
        "INSERT INTO audit_cut (id, checkpoint, time, starts, checkpoint_signature, rows_hash, key_id, signature)"
        + " VALUES (1, @Checkpoint, @time, @Starts, @CheckpointSignature, @RowsHash, @KeyId, @Signature)"
        + " ON CONFLICT (id) DO UPDATE SET checkpoint = excluded.checkpoint, time = excluded.time, starts = excluded.starts,"
        + " checkpoint_signature = excluded.checkpoint_signature, rows_hash = excluded.rows_hash, key_id = excluded.key_id,"
        + " signature = excluded.signature",
        new
        {
            cut.Checkpoint, time = StoreTime.To(cut.Time), cut.Starts, cut.CheckpointSignature, cut.RowsHash, cut.KeyId, cut.Signature,
        });

    /// <summary>Deletes a chain's events up to a place, and keeps what they say of the rows they changed.</summary>
    public static async Task CutAsync(DbConnection connection, AuditHead upTo)
    {
        await connection.ExecuteAsync(
            "INSERT INTO audit_cut_row (row_id, revision, version)"
            + " SELECT row_id, MAX(revision), COALESCE(MAX(version), 0) FROM audit_event"
            + " WHERE writer = @Writer AND sequence <= @Sequence AND row_id IS NOT NULL GROUP BY row_id"
            + " ON CONFLICT (row_id) DO UPDATE SET"
            + " revision = CASE WHEN excluded.revision > audit_cut_row.revision THEN excluded.revision ELSE audit_cut_row.revision END,"
            + " version = CASE WHEN excluded.version > audit_cut_row.version THEN excluded.version ELSE audit_cut_row.version END",
            new { upTo.Writer, upTo.Sequence });
        await connection.ExecuteAsync(
            "DELETE FROM audit_event WHERE writer = @Writer AND sequence <= @Sequence", new { upTo.Writer, upTo.Sequence });
    }

    /// <summary>SHA-256 over all rows in the order of their ids: text id, number revision, number version.</summary>
    public static async Task<byte[]> RowsHashAsync(DbConnection connection)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var fields = new FieldWriter();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT row_id, revision, version FROM audit_cut_row ORDER BY row_id";
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            hash.AppendData(fields.Clear().Text(row.GetString(0)).Number(row.GetInt64(1)).Number(row.GetInt64(2)).Written);
        }

        return hash.GetHashAndReset();
    }

    private sealed class Row
    {
        public long Checkpoint { get; init; }

        public long Time { get; init; }

        public string Starts { get; init; } = "";

        public byte[] CheckpointSignature { get; init; } = [];

        public byte[] RowsHash { get; init; } = [];

        public string KeyId { get; init; } = "";

        public byte[] Signature { get; init; } = [];

        public AuditCut ToCut() => new(Checkpoint, StoreTime.From(Time), Starts, CheckpointSignature, RowsHash, KeyId, Signature);
    }
}
