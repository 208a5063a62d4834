using System.Data.Common;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Core.Audit;

/// <summary>
/// What was done where a chain breaks. Each guess is a hash that must come out: an event that fits one place further on
/// was pushed there, and one that fits elsewhere was moved here. When none does, the event itself was edited.
/// </summary>
/// <param name="connection">Where to look at the neighbours.</param>
/// <param name="stored">What stands at the place where the chain breaks.</param>
/// <param name="previous">The last good event.</param>
/// <param name="before">The one before that.</param>
internal sealed class AuditDiagnosis(DbConnection connection, ChainedEvent stored, AuditHead previous, AuditHead before)
{
    private const int PageSize = 10_000;

    /// <summary>How many events, taken out together with their numbers, are still told from an edit.</summary>
    private const int MostTakenOut = 1000;

    private readonly FieldWriter _scratch = new();
    private readonly int _writer = previous.Writer;
    private readonly long _place = previous.Sequence + 1;

    public async Task<AuditFault> FindAsync()
    {
        if (stored.Head.Sequence > _place)
        {
            return Fault(AuditFaults.Deleted, _place, stored.Head.Sequence - 1 == _place
                ? $"Event {_place} was deleted."
                : $"Events {_place} to {stored.Head.Sequence - 1} were deleted.");
        }

        if (stored.Head.Sequence < _place)
        {
            return Fault(AuditFaults.Inserted, stored.Head.Sequence, $"Event {stored.Head.Sequence} stands before the chain's beginning: it was inserted.");
        }

        if (previous.Sequence > 0 && Fits(stored, before.Hash, _place - 1))
        {
            return Fault(AuditFaults.Inserted, _place - 1, $"Event {_place - 1} was inserted: the one behind it is the true event {_place - 1}.");
        }

        var next = (await AuditEventTable.ChainAsync(connection, _writer, _place, long.MaxValue, 1)).FirstOrDefault();
        if (next is not null && Fits(next, previous.Hash, _place))
        {
            return Fits(stored, next.Head.Hash, _place + 1)
                ? Fault(AuditFaults.Reordered, _place, $"Event {_place} was put in the place of event {_place + 1}.")
                : Fault(AuditFaults.Inserted, _place, $"Event {_place} was inserted: the one behind it is the true event {_place}.");
        }

        if (await OwnPlaceAsync(next) is { } own)
        {
            return Fault(AuditFaults.Reordered, _place, $"At {_place} stands event {own}: events were put in another order.");
        }

        for (var taken = 1; next is not null && taken <= MostTakenOut; taken++)
        {
            if (Fits(next, stored.Head.Hash, _place + 1 + taken))
            {
                return Fault(AuditFaults.Deleted, _place, $"{taken} event(s) from {_place} on were deleted and those behind renumbered.");
            }
        }

        return Fault(AuditFaults.Edited, _place, _place == 1
            ? "Event 1 was edited."
            : $"Event {_place} was edited, or event {_place - 1} was and got a new hash: the two do not fit.");
    }

    // An event's hash holds its place and the hash before it: it fits in one place only.
    private async Task<long?> OwnPlaceAsync(ChainedEvent? next)
    {
        if (next is not null && Fits(stored, next.Head.Hash, _place + 1))
        {
            return _place + 1;
        }

        var last = previous;
        while (await AuditEventTable.ChainAsync(connection, _writer, last.Sequence, long.MaxValue, PageSize) is { Count: > 0 } page)
        {
            foreach (var candidate in page)
            {
                if (Fits(stored, last.Hash, candidate.Head.Sequence))
                {
                    return candidate.Head.Sequence;
                }

                last = candidate.Head;
            }
        }

        return null;
    }

    private bool Fits(ChainedEvent chained, byte[] hashBefore, long sequence) =>
        chained.Event.HasHash(chained.Head.Hash, hashBefore, _writer, sequence, _scratch);

    private AuditFault Fault(string kind, long sequence, string message) => new(kind, _writer, sequence, stored.Event.Time, message);
}
