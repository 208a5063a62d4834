using System.Data.Common;
using Dapper;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Secrets;

namespace Qwak.Core.Storage;

/// <summary>
/// Gives the rows from before rows had a MAC (revision 0) theirs: once, at the first start after the upgrade, in one
/// transaction with its event. Afterwards a row without a MAC is refused; else any row could be edited by taking its MAC away.
/// </summary>
internal static class RowSealing
{
    /// <exception cref="StartupException">It was done already, and the store no longer says so.</exception>
    public static Task RunAsync(CommitQueue commits, RowMacs macs, TimeProvider time) => commits.ChangeAsync(
        async transaction =>
        {
            // Raised first: of two processes that start at once the second waits here, and finds it done.
            await transaction.RaiseChangeCounterAsync();
            var connection = transaction.Connection;
            if (await StoreStateTable.FindAsync(connection, StoreStateTable.RowsSealed) is not null)
            {
                return;
            }

            if (await connection.ExecuteScalarAsync<long>("SELECT CASE WHEN EXISTS (SELECT 1 FROM audit_event WHERE row_id IS NOT NULL) OR EXISTS (SELECT 1 FROM audit_cut_row) THEN 1 ELSE 0 END") == 1)
            {
                throw new StartupException(
                    "The store has lost its mark that its rows are sealed: somebody wrote to it.", "Restore it from a backup.");
            }

            await SealSecretsAsync(connection, macs);
            foreach (var key in await ApiKeyTable.ListAsync(connection))
            {
                var first = key with { Revision = 1 };
                await SetAsync(connection, ApiKeyTable.Name, first.Id, macs.Of(first.Fields()));
            }

            foreach (var token in await AccessTokenTable.ListAsync(connection))
            {
                var first = token with { Revision = 1 };
                await SetAsync(connection, AccessTokenTable.Name, first.Id, macs.Of(first.Fields()));
            }

            await StoreStateTable.SetAsync(connection, StoreStateTable.RowsSealed, AuditActions.StoreSealRows);
            var store = await StoreStateTable.FindAsync(connection, StoreStateTable.StoreId);
            transaction.Trail.Append(new AuditEvent
            {
                Time = StoreTime.Now(time), Action = AuditActions.StoreSealRows, Row = new RowRevision(store!, 1),
            });
        },
        authorisedUnder: null);

    private static async Task SealSecretsAsync(DbConnection connection, RowMacs macs)
    {
        var versions = (await connection.QueryAsync<(string SecretId, long Version)>(
            "SELECT secret_id, version FROM secret_version WHERE deleted_at IS NULL")).ToLookup(v => v.SecretId, v => (int)v.Version);
        foreach (var secret in await SecretTable.AllAsync(connection))
        {
            var first = secret with
            {
                Readable = ReadableVersions.None.With(secret.IsDeleted ? [] : versions[secret.Id]),
                Revision = 1,
            };
            await SecretTable.UpdateAsync(connection, first, previousRevision: 0, macs.Of(first.Fields()));
        }
    }

    private static Task SetAsync(DbConnection connection, string table, string id, byte[] mac) =>
        connection.ExecuteAsync($"UPDATE {table} SET revision = 1, mac = @mac WHERE id = @id", new { id, mac });
}
