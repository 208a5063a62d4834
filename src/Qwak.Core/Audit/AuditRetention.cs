using System.Globalization;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;

namespace Qwak.Core.Audit;

/// <summary>
/// The end of audit events whose retention is over. The trail is cut at a signed checkpoint, whose heads become the first
/// events; so each chain keeps its last event, and what is left is verified from there. One small transaction for
/// each step: after each of them the trail is whole.
/// </summary>
internal sealed class AuditRetention(Database database, CommitQueue commits, ServiceKeys keys, TimeSpan? retention, TimeProvider time)
{
    /// <summary>A cut is an event too: so a day at least is cut at once, and a quiet store does not live on its own cuts.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromDays(1);

    /// <summary>Cuts off all that is due.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read or written; what is left is done the next time.</exception>
    /// <exception cref="InvalidDataException">What is due is not as it was written: it stays, as evidence.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (retention is not { } kept)
        {
            return;
        }

        var before = time.GetUtcNow() - kept;
        if (await database.ReadAsync(AuditCheckpointTable.FirstAsync) is not { } first || first.Time > before - Least)
        {
            return;
        }

        while (await database.ReadSnapshotAsync(connection => new NextCut(connection, keys, before).FindAsync()) is { } next)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await commits.ChangeAsync(transaction => CutAsync(transaction, next), authorisedUnder: null);
        }
    }

    private async Task CutAsync(StoreTransaction transaction, PlannedCut next)
    {
        // Raised first: another process that cuts waits here, and then finds that this one was before it.
        await transaction.RaiseChangeCounterAsync();
        var connection = transaction.Connection;
        if ((await AuditCutTable.FindAsync(connection)).Checkpoint != next.After)
        {
            return;
        }

        foreach (var start in next.Starts)
        {
            await AuditCutTable.CutAsync(connection, start);
        }

        await AuditCheckpointTable.DeleteUpToAsync(connection, next.Last.Sequence);
        var (keyId, key) = keys.Checkpoint;
        var cut = new AuditCut(
            next.Last.Sequence, StoreTime.Now(time), AuditHeads.Format(next.Starts), next.Last.Signature,
            await AuditCutTable.RowsHashAsync(connection), keyId, []);
        await AuditCutTable.SetAsync(connection, cut.Signed(key));
        transaction.Trail.Append(new AuditEvent
        {
            Time = cut.Time,
            Action = AuditActions.AuditCut,
            Name = (cut.Checkpoint + 1).ToString(CultureInfo.InvariantCulture),
        });
    }
}
