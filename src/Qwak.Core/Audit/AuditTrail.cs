using System.Data.Common;
using Qwak.Core.Storage;

namespace Qwak.Core.Audit;

/// <summary>
/// One writer's hash chain, on one connection: appends events inside the transactions of the
/// <see cref="CommitQueue"/>, and knows the head. A rolled-back transaction takes the head back with it.
/// </summary>
internal sealed class AuditTrail : IDisposable
{
    private static readonly byte[] Genesis = new byte[32];

    private readonly int _writer;
    private readonly DbCommand _insert;
    private AuditHead _head;
    private AuditHead _committed;

    private AuditTrail(int writer, AuditHead head, DbCommand insert)
    {
        _writer = writer;
        _insert = insert;
        _head = _committed = head;
    }

    public static async Task<AuditTrail> OpenAsync(DbConnection connection, string writerName)
    {
        var writer = await AuditEventTable.WriterAsync(connection, writerName);
        var head = await AuditEventTable.HeadAsync(connection, writer) ?? new AuditHead(writer, 0, Genesis);
        return new AuditTrail(writer, head, AuditEventTable.PrepareInsert(connection));
    }

    /// <summary>Appends an event to the open transaction.</summary>
    public async Task AppendAsync(AuditEvent auditEvent)
    {
        var sequence = _head.Sequence + 1;
        var head = new AuditHead(_writer, sequence, auditEvent.Hash(_head.Hash, _writer, sequence));
        await AuditEventTable.InsertAsync(_insert, head, auditEvent);
        _head = head;
    }

    /// <summary>Where the chain stands inside the open transaction; to go back to with <see cref="ReturnTo"/>.</summary>
    public AuditHead Mark() => _head;

    public void ReturnTo(AuditHead mark) => _head = mark;

    public void Committed() => _committed = _head;

    public void RolledBack() => _head = _committed;

    public void Dispose() => _insert.Dispose();
}

/// <summary>The last event of a chain.</summary>
internal sealed record AuditHead(int Writer, long Sequence, byte[] Hash);
