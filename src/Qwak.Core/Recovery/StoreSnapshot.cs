using System.Data.Common;
using Dapper;
using Qwak.Core.Storage;

namespace Qwak.Core.Recovery;

/// <summary>All tables of a store as of one moment, while its service goes on.</summary>
internal sealed class StoreSnapshot : IAsyncDisposable
{
    private StoreSnapshot(DbConnection connection) => Connection = connection;

    public DbConnection Connection { get; }

    /// <summary>How many rows each table has; counting them is also what fixes the moment.</summary>
    public Dictionary<string, long> Counts { get; } = [];

    /// <exception cref="StartupException">There is no store of this version.</exception>
    public static async Task<StoreSnapshot> OpenAsync(Dialect dialect)
    {
        dialect.RequireStore();
        var (missing, newer) = Database.CompareSchema(dialect);
        if (newer is not null || missing.Count > 0)
        {
            throw new StartupException(
                $"The store {dialect.Place} is not of the schema of this version ({Database.Schema}): it "
                + (newer is null ? $"lacks {missing[0]}." : $"has {newer}."),
                "Use the version that the service is started with.");
        }

        var snapshot = new StoreSnapshot(dialect.OpenReader());
        try
        {
            dialect.AttachLogs(snapshot.Connection);
            await snapshot.Connection.ExecuteAsync(dialect.BeginSnapshot);
            foreach (var table in StoreTables.All)
            {
                snapshot.Counts[table] = await snapshot.Connection.ExecuteScalarAsync<long>($"SELECT count(*) FROM {table}", commandTimeout: 0);
            }

            return snapshot;
        }
        catch
        {
            await snapshot.DisposeAsync();
            throw;
        }
    }

    public async IAsyncEnumerable<TableRows> TablesAsync()
    {
        foreach (var table in StoreTables.All)
        {
            var columns = await TableReader.ColumnsAsync(Connection, table);
            yield return new TableRows(table, columns, TableReader.RowsAsync(Connection, table, columns));
        }
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
