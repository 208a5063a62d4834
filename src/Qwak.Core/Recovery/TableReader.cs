using System.Data.Common;

namespace Qwak.Core.Recovery;

/// <summary>Reads tables row by row: no more than one row is in memory.</summary>
internal static class TableReader
{
    /// <summary>The columns as the database has them, so that a column that a migration adds needs no mention here.</summary>
    public static async Task<IReadOnlyList<string>> ColumnsAsync(DbConnection connection, string table)
    {
        await using var command = Command(connection, $"SELECT * FROM {table} WHERE 1 = 0");
        await using var reader = await command.ExecuteReaderAsync();
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
    }

    /// <exception cref="StartupException">A value is of a kind that no column of a store has.</exception>
    public static async IAsyncEnumerable<object?[]> RowsAsync(DbConnection connection, string table, IReadOnlyList<string> columns)
    {
        await using var command = Command(connection, $"SELECT {string.Join(", ", columns)} FROM {table}");
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var row = new object?[columns.Count];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = reader.GetValue(i) switch
                {
                    DBNull => null,
                    long or string or byte[] => reader.GetValue(i),
                    var other => throw new StartupException(
                        $"Column {columns[i]} of {table} holds a {other.GetType().Name}, which this service never wrote.", "Mend the row, or restore a backup."),
                };
            }

            yield return row;
        }
    }

    private static DbCommand Command(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
