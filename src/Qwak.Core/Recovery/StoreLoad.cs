using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Extensions.Logging;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;

namespace Qwak.Core.Recovery;

/// <summary>
/// Puts rows into an empty store, whichever database it is in, as one transaction: what was read back from it is compared with
/// what was put in, the audit event is added, and everything is verified before the commit. Broken off anywhere, the place is
/// still empty.
/// </summary>
internal sealed class StoreLoad(DataDirectory directory, StoreOptions options, ILoggerFactory loggers, Action<string> tell)
{
    /// <param name="tables">All tables of <see cref="StoreTables"/>.</param>
    /// <param name="rows">How many rows they have together.</param>
    /// <param name="loaded">The event of it.</param>
    /// <param name="complete">What else belongs to it; done when all is well, before the commit.</param>
    /// <exception cref="StartupException">The place is not empty, or what is in it is not what was put there; it stays as it was.</exception>
    public async Task<LoadedStore> RunAsync(IAsyncEnumerable<TableRows> tables, long rows, AuditEvent loaded, Action complete)
    {
        using var database = Database.Open(options.Dialect(directory), loggers.CreateLogger<Database>());
        using var store = new StoreConnection(database.OpenWriter());
        var (dialect, connection) = (database.Dialect, store.Connection);
        dialect.AttachLogs(connection);
        await connection.ExecuteAsync(dialect.Begin);
        if ((await KeyEncryptionKeyTable.ListAsync(connection)).Count > 0)
        {
            throw new StartupException($"There is a store in {dialect.Place} already.", dialect.Elsewhere);
        }

        var written = await WriteAsync(connection, tables, new CopyProgress("rows written", rows, options.Time, tell));
        await CompareAsync(connection, written);
        var trail = await AuditTrail.OpenAsync(store, options.WriterName(directory));
        trail.Append(loaded);
        await trail.FlushAsync();

        using var seal = await new StoreSeal(directory, options).OpenAsync(connection);
        using var keyring = await KeyringSeal.UnsealAsync(seal.Seal, await KeyEncryptionKeyTable.ListAsync(connection));
        using var keys = ServiceKeys.Open(keyring, await ServiceKeyTable.ListAsync(connection));
        var values = written.Single(table => table.Table == "secret_version").Digest.Rows;
        var findings = await new StoreCheck(connection, keyring, keys).RunAsync(new CopyProgress("values verified", values, options.Time, tell));
        var rollback = await AuditAnchor.Of(directory, options, keys, loggers).FindRollbackAsync(connection);
        complete();
        await connection.ExecuteAsync("COMMIT TRANSACTION");
        return new LoadedStore(findings, rollback);
    }

    private static async Task<List<WrittenTable>> WriteAsync(DbConnection connection, IAsyncEnumerable<TableRows> tables, CopyProgress progress)
    {
        // Of the rows that the schema itself brings along.
        foreach (var table in StoreTables.All.Reverse())
        {
            await connection.ExecuteAsync($"DELETE FROM {table}");
        }

        var written = new List<WrittenTable>();
        await foreach (var table in tables)
        {
            RequireKnown(table, await TableReader.ColumnsAsync(connection, StoreTables.All.Single(name => name == table.Table)));
            var digest = new RowDigest();
            await using var writer = new TableWriter(connection, table.Table, table.Columns);
            await foreach (var row in table.Rows)
            {
                digest.Add(row);
                await writer.AddAsync(row);
                progress.Step(table.Table);
            }

            await writer.FlushAsync();
            written.Add(new WrittenTable(table.Table, table.Columns, digest));
        }

        return written;
    }

    // The columns become part of statements.
    private static void RequireKnown(TableRows table, IReadOnlyList<string> columns)
    {
        if (!table.Columns.Order(StringComparer.Ordinal).SequenceEqual(columns.Order(StringComparer.Ordinal)))
        {
            throw new StartupException($"Table {table.Table} has other columns than in this version.", "Use the version that wrote it.");
        }
    }

    private static async Task CompareAsync(DbConnection connection, List<WrittenTable> written)
    {
        foreach (var (table, columns, digest) in written)
        {
            var stored = new RowDigest();
            await foreach (var row in TableReader.RowsAsync(connection, table, columns))
            {
                stored.Add(row);
            }

            if (!stored.IsSameAs(digest))
            {
                throw new StartupException(
                    string.Create(CultureInfo.InvariantCulture, $"Table {table} has {stored.Rows} rows that are not the {digest.Rows} that were put in."),
                    "Nothing was kept. See that the database takes what it is given.");
            }
        }
    }

    private sealed record WrittenTable(string Table, IReadOnlyList<string> Columns, RowDigest Digest);
}

/// <summary>A store that was put into its place.</summary>
/// <param name="Findings">What verifying it found. A fault in it was in the original already.</param>
/// <param name="Rollback">In what it is older than the audit anchor that lies here; null when it is not.</param>
internal sealed record LoadedStore(StoreFindings Findings, string? Rollback);
