using System.Data.Common;
using System.Globalization;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;

namespace Qwak.Core.Audit;

/// <summary>
/// Finds where to cut next, and verifies what would be cut off: a cut must not take the traces of tampering with it, or sign
/// what somebody else cut.
/// </summary>
/// <param name="connection">A connection in a transaction that sees one state of the store.</param>
/// <param name="keys">The checkpoints' key.</param>
/// <param name="before">Only checkpoints up to this time.</param>
internal sealed class NextCut(DbConnection connection, ServiceKeys keys, DateTimeOffset before)
{
    /// <summary>Most events of one step, unless a single checkpoint covers more: other commits wait for it.</summary>
    private const int Batch = 20_000;

    private const int PageSize = 1000;

    private readonly FieldWriter _scratch = new(1024);

    /// <summary>As far as one step reaches; null when nothing is due.</summary>
    /// <exception cref="InvalidDataException">What is due is not as it was written.</exception>
    public async Task<PlannedCut?> FindAsync()
    {
        var cut = await AuditCutTable.FindAsync(connection);
        if (!cut.IsGood(keys.Checkpoint.Id, keys.Checkpoint.Key, await AuditCutTable.RowsHashAsync(connection)))
        {
            throw Tampered("the record of the last cut");
        }

        if (await CheckpointAsync(cut) is not { } found)
        {
            return null;
        }

        var starts = new List<AuditHead>();
        foreach (var head in found.Heads)
        {
            starts.Add(await StartAsync(cut.StartOf(head.Writer), head));
        }

        return new PlannedCut(cut.Checkpoint, found.Last, [.. starts.Where(start => start.Sequence > 0)]);
    }

    /// <summary>
    /// The last checkpoint to go, and the heads of the one behind it, which stays. Never the store's last one, beside which the anchor
    /// needs the one before; and nothing of what the usage of secrets is not counted from yet.
    /// </summary>
    private async Task<(AuditCheckpoint Last, IReadOnlyList<AuditHead> Heads)?> CheckpointAsync(AuditCut cut)
    {
        var newest = await AuditCheckpointTable.LastAsync(connection);
        var counted = await SecretUsageTable.PositionsAsync(connection);
        var begin = AuditHeads.Parse(cut.Starts).Sum(start => start.Sequence);
        (AuditCheckpoint Last, IReadOnlyList<AuditHead> Heads)? found = null;
        AuditCheckpoint? previous = null;
        foreach (var checkpoint in await AuditCheckpointTable.PageAsync(connection, cut.Checkpoint, PageSize))
        {
            if (checkpoint.Time > before || checkpoint.Sequence == newest!.Sequence)
            {
                break;
            }

            if (checkpoint.Sequence != (previous?.Sequence ?? cut.Checkpoint) + 1 || checkpoint.KeyId != keys.Checkpoint.Id
                || !AuditCheckpoints.IsSigned(checkpoint, previous?.Signature ?? cut.CheckpointSignature, keys.Checkpoint.Key))
            {
                throw Tampered(string.Create(CultureInfo.InvariantCulture, $"checkpoint {checkpoint.Sequence}"));
            }

            var heads = AuditHeads.Parse(checkpoint.Heads);
            if (heads.Any(head => head.Sequence - 1 > counted.GetValueOrDefault(head.Writer))
                || (found is not null && heads.Sum(head => head.Sequence) - begin > Batch))
            {
                break;
            }

            if (previous is not null)
            {
                found = (previous, heads);
            }

            previous = checkpoint;
        }

        return found;
    }

    /// <summary>Reads a chain up to the head that stays, and returns the event before that.</summary>
    private async Task<AuditHead> StartAsync(AuditHead start, AuditHead head)
    {
        var (before, last) = (start, start);
        while (last.Sequence < head.Sequence)
        {
            var page = await AuditEventTable.ChainAsync(connection, head.Writer, last.Sequence, head.Sequence, PageSize);
            foreach (var stored in page)
            {
                if (stored.Head.Sequence != last.Sequence + 1
                    || !stored.Event.HasHash(stored.Head.Hash, last.Hash, head.Writer, stored.Head.Sequence, _scratch))
                {
                    throw Tampered($"event {head.Writer}:{last.Sequence + 1}");
                }

                (before, last) = (last, stored.Head);
            }

            if (page.Count == 0)
            {
                throw Tampered($"event {head.Writer}:{last.Sequence + 1}");
            }
        }

        return last.Hash.AsSpan().SequenceEqual(head.Hash) ? before : throw Tampered($"event {head.Place}");
    }

    private static InvalidDataException Tampered(string place) =>
        new($"The audit trail is not as it was written at {place}: nothing more is cut off. Run 'qwak audit verify'.");
}

/// <summary>A cut that may be made.</summary>
/// <param name="After">The last checkpoint that was cut off before it.</param>
/// <param name="Last">The last one that goes with it.</param>
/// <param name="Starts">The last event to go of each chain that loses any or lost some before.</param>
internal sealed record PlannedCut(long After, AuditCheckpoint Last, IReadOnlyList<AuditHead> Starts);
