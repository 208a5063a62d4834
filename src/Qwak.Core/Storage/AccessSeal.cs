using System.Data.Common;
using Dapper;
using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;

namespace Qwak.Core.Storage;

/// <summary>
/// One MAC over all rows that say who may do what, with a revision that the event of each change names too. So whoever
/// can write to the database can add no right, take no denial away, and put no older state back unnoticed: then
/// nothing is allowed any more.
/// </summary>
internal sealed class AccessSeal(RowMacs macs)
{
    private const string RowId = "access";

    /// <summary>How often the rules were changed; cached rules of the same revision are as good as the rows.</summary>
    public static Task<long> RevisionAsync(DbConnection connection) =>
        connection.ExecuteScalarAsync<long>("SELECT COALESCE(MAX(revision), 0) FROM access_seal");

    /// <summary>Reads the rules, on a snapshot or in a transaction.</summary>
    /// <exception cref="IntegrityException">A row was altered, added, removed or put back.</exception>
    public async Task<AccessRules> ReadAsync(DbConnection connection)
    {
        var (revision, mac) = await connection.QuerySingleOrDefaultAsync<(long, byte[]?)>("SELECT revision, mac FROM access_seal");
        var rows = await AccessRows.ReadAsync(connection);
        macs.Check(rows.Fields(revision), mac, revision, await LastRevisionAsync(connection));
        return new AccessRules(revision, rows);
    }

    /// <summary>Runs a change of the rules on rows that are good, and seals what it made. The event of the change has the answer as its row.</summary>
    /// <exception cref="IntegrityException">The rows were altered before: a change must not make that good.</exception>
    public async Task<RowRevision> ChangeAsync(StoreTransaction transaction, Func<DbConnection, Task> change)
    {
        await ReadAsync(transaction.Connection);
        await change(transaction.Connection);
        return await SealAsync(transaction);
    }

    /// <summary>Seals the rows as they are: at the first start, and for who has the seal's key and the store.</summary>
    public async Task<RowRevision> SealAsync(StoreTransaction transaction)
    {
        var connection = transaction.Connection;
        var revision = Math.Max(await RevisionAsync(connection), await LastRevisionAsync(connection) ?? 0) + 1;
        var mac = macs.Of((await AccessRows.ReadAsync(connection)).Fields(revision));
        await connection.ExecuteAsync(
            "INSERT INTO access_seal (id, revision, mac) VALUES (1, @revision, @mac)"
            + " ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, mac = excluded.mac",
            new { revision, mac });
        await transaction.RaiseChangeCounterAsync();
        return new RowRevision(RowId, revision);
    }

    /// <summary>Seals the rows of a store from before there was a seal. Where an event names one, its absence is no reason to make it anew.</summary>
    public Task SealOldStoreAsync(CommitQueue commits, TimeProvider time) => commits.ChangeAsync(
        async transaction =>
        {
            if (await RevisionAsync(transaction.Connection) == 0 && await LastRevisionAsync(transaction.Connection) is null)
            {
                transaction.Trail.Append(new AuditEvent
                {
                    Time = StoreTime.Now(time),
                    Action = AuditActions.AccessSeal,
                    Row = await SealAsync(transaction),
                });
            }
        },
        authorisedUnder: null);

    private static Task<long?> LastRevisionAsync(DbConnection connection) =>
        connection.ExecuteScalarAsync<long?>($"SELECT {AuditEventTable.LastRevision("@RowId")}", new { RowId });
}
