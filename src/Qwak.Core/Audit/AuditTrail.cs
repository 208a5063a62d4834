using System.Globalization;
using Qwak.Clients.Administration;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;

namespace Qwak.Core.Audit;

/// <summary>
/// One writer's hash chain, on one connection: takes the events of a group commit, and writes them together before
/// the commit. A rolled-back transaction takes the head back with it.
/// </summary>
internal sealed class AuditTrail
{
    private readonly StoreConnection _connection;
    private readonly List<ChainedEvent> _pending = [];
    private readonly FieldWriter _scratch = new();
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
        return new AuditTrail(connection, await AuditEventTable.HeadAsync(connection.Connection, writer) ?? AuditHead.Before(writer));
    }

    /// <summary>Puts an event at the end of the chain, inside the open transaction.</summary>
    public void Append(AuditEvent auditEvent)
    {
        var sequence = _head.Sequence + 1;
        _head = new AuditHead(_head.Writer, sequence, auditEvent.Hash(_head.Hash, _head.Writer, sequence, _scratch));
        _pending.Add(new ChainedEvent(_head, auditEvent));
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

    /// <summary>Writes what was appended and commits the transaction.</summary>
    public async Task CommitAsync()
    {
        await AuditEventTable.InsertAsync(_connection, _pending, "COMMIT TRANSACTION");
        _pending.Clear();
        _committed = _head;
    }

    /// <summary>Where the chain stands inside the open transaction; to go back to with <see cref="ReturnTo"/>.</summary>
    public AuditHead Mark() => _head;

    /// <summary>Takes back what was appended since the mark.</summary>
    public void ReturnTo(AuditHead mark)
    {
        _head = mark;
        _pending.RemoveAll(pending => pending.Head.Sequence > mark.Sequence);
    }

    public void RolledBack()
    {
        _head = _committed;
        _pending.Clear();
    }
}

/// <summary>The last event of a chain.</summary>
internal sealed record AuditHead(int Writer, long Sequence, byte[] Hash)
{
    /// <summary>Where a chain begins.</summary>
    public static AuditHead Before(int writer) => new(writer, 0, new byte[32]);

    public string Place => string.Create(CultureInfo.InvariantCulture, $"{Writer}:{Sequence}");
}

/// <summary>An event at its place in a chain, and its hash.</summary>
internal sealed record ChainedEvent(AuditHead Head, AuditEvent Event)
{
    /// <summary>As it is listed.</summary>
    public AuditEventRecord ToRecord() => new(
        Head.Writer, Head.Sequence, Event.Time, Event.Principal, Event.Action, Event.Environment, Event.Name, Event.Version,
        Event.Outcome, Event.Address, Event.RequestId, Event.Count)
    {
        PrincipalId = Event.PrincipalId,
        Credential = Event.Credential,
        RowId = Event.Row?.Id,
        Revision = Event.Row?.Revision,
        Hash = Convert.ToHexStringLower(Head.Hash),
    };
}
