using Qwak.Core.Storage;

namespace Qwak.Core.Audit;

/// <summary>
/// One writer's hash chain, on one connection: takes the events of a group commit, and writes them together before
/// the commit. A rolled-back transaction takes the head back with it.
/// </summary>
internal sealed class AuditTrail
{
    private static readonly byte[] Genesis = new byte[32];

    private readonly StoreConnection _connection;
    private readonly List<(AuditHead Head, AuditEvent Event)> _pending = [];
    private AuditHead _head;
    private AuditHead _committed;

    private AuditTrail(StoreConnection connection, AuditHead head)
    {
        _connection = connection;
        _head = _committed = head;
    }

    public static async Task<AuditTrail> OpenAsync(StoreConnection connection, string writerName)
    {
        var writer = await AuditEventTable.WriterAsync(connection.Connection, writerName);
        return new AuditTrail(connection, await AuditEventTable.HeadAsync(connection.Connection, writer) ?? new AuditHead(writer, 0, Genesis));
    }

    /// <summary>Puts an event at the end of the chain, inside the open transaction.</summary>
    public void Append(AuditEvent auditEvent)
    {
        var sequence = _head.Sequence + 1;
        _head = new AuditHead(_head.Writer, sequence, auditEvent.Hash(_head.Hash, _head.Writer, sequence));
        _pending.Add((_head, auditEvent));
    }

    /// <summary>Writes what was appended; before the commit, and before anything reads the events in the same transaction.</summary>
    public async Task FlushAsync()
    {
        if (_pending.Count > 0)
        {
            await AuditEventTable.InsertAsync(_connection, _pending);
            _pending.Clear();
        }
    }

    /// <summary>Where the chain stands inside the open transaction; to go back to with <see cref="ReturnTo"/>.</summary>
    public AuditHead Mark() => _head;

    /// <summary>Takes back what was appended since the mark.</summary>
    public void ReturnTo(AuditHead mark)
    {
        _head = mark;
        _pending.RemoveAll(pending => pending.Head.Sequence > mark.Sequence);
    }

    public void Committed() => _committed = _head;

    public void RolledBack()
    {
        _head = _committed;
        _pending.Clear();
    }
}

/// <summary>The last event of a chain.</summary>
internal sealed record AuditHead(int Writer, long Sequence, byte[] Hash);
