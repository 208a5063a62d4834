using System.Data.Common;
using Dapper;

namespace Qwak.Core.Storage;

/// <summary>What shows whether a row is as its last event left it.</summary>
internal sealed class RowSeal
{
    /// <summary>The row's MAC; null for none.</summary>
    public byte[]? Mac { get; init; }

    public long Revision { get; init; }

    /// <summary>The revision in the last event that changed the row; null for none.</summary>
    public long? LastRevision { get; init; }

    /// <param name="connection">Where to read.</param>
    /// <param name="table">A constant of the table's class.</param>
    /// <param name="id">The row's id, which is there.</param>
    public static Task<RowSeal> FindAsync(DbConnection connection, string table, string id) => connection.QuerySingleAsync<RowSeal>(
        $"SELECT r.mac, r.revision, {AuditEventTable.LastRevision("r.id")} AS LastRevision FROM {table} r WHERE r.id = @id",
        new { id });

    /// <summary>The revision of the row's next state: beyond its own and its last event's, which differ when it was put back.</summary>
    public long NextRevision(long revision) => Math.Max(revision, LastRevision ?? 0) + 1;
}
