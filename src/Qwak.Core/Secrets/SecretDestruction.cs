using Qwak.Core.Audit;
using Qwak.Core.Storage;

namespace Qwak.Core.Secrets;

/// <summary>
/// The end of secrets and versions whose retention is over: their rows go, and with them the only copy of their DEKs.
/// One small transaction for each secret; of two processes that do the same the second finds nothing left.
/// </summary>
internal sealed class SecretDestruction(Database database, CommitQueue commits, SecretOptions options, TimeProvider time)
{
    private const int Batch = 100;

    /// <summary>Destroys all that is due.</summary>
    /// <returns>Of how many secrets something was destroyed.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot be read or written; what is left is done the next time.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - options.DeletedRetention;
        var count = 0;
        while (await database.ReadAsync(connection => SecretVersionTable.DueAsync(connection, before, Batch)) is { Count: > 0 } due)
        {
            foreach (var (secretId, environment, name) in due)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await commits.ChangeAsync(transaction => DestroyAsync(transaction, secretId, environment, name, before), authorisedUnder: null);
                count++;
            }
        }

        return count;
    }

    /// <summary>Destroys a secret with all its versions.</summary>
    /// <returns>The revision after its last, so that its row is refused when it is put back.</returns>
    public static async Task<RowRevision> RemoveAsync(StoreTransaction transaction, string secretId)
    {
        var seal = await RowSeal.FindAsync(transaction.Connection, SecretTable.Name, secretId);
        await SecretVersionTable.DestroyUpToAsync(transaction.Connection, secretId, int.MaxValue);
        await SecretTable.RemoveAsync(transaction.Connection, secretId);
        return new RowRevision(secretId, seal.NextRevision(seal.Revision));
    }

    private async Task DestroyAsync(StoreTransaction transaction, string secretId, string environment, string name, DateTimeOffset before)
    {
        var connection = transaction.Connection;
        if (await SecretVersionTable.DestroyDeletedAsync(connection, secretId, before) == 0)
        {
            return;
        }

        // The newest version of a deleted secret is the last to go, and the secret goes with it.
        var isAllGone = (await SecretVersionTable.ListAsync(connection, secretId)).Count == 0;
        transaction.Trail.Append(new AuditEvent
        {
            Time = StoreTime.Now(time),
            Action = AuditActions.SecretDestroy,
            Environment = environment,
            Name = name,
            Row = isAllGone ? await RemoveAsync(transaction, secretId) : null,
        });
    }
}
