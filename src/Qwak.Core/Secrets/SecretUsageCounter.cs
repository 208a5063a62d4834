using Qwak.Core.Storage;

namespace Qwak.Core.Secrets;

/// <summary>
/// Counts reads and uses each second from the events that were written since: so a read costs nothing more, however many
/// of one secret come in a second they cost one row, and a crash neither loses nor doubles any.
/// </summary>
internal sealed class SecretUsageCounter(Database database, CommitQueue commits)
{
    /// <summary>Most events of one transaction: other commits wait for it.</summary>
    private const int Batch = 20_000;

    /// <exception cref="StoreUnavailableException">The store cannot be read or written; nothing is lost by it.</exception>
    public async Task RunAsync()
    {
        foreach (var writer in await database.ReadAsync(SecretUsageTable.BehindAsync))
        {
            long count = Batch;
            while (count == Batch)
            {
                await commits.ChangeAsync(
                    async transaction => count = await SecretUsageTable.CountAsync(transaction.Connection, writer, Batch), authorisedUnder: null);
            }
        }
    }
}
