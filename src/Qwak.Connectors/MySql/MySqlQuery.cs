using MySqlConnector;
using Qwak.Connectors.Sql;

namespace Qwak.Connectors.MySql;

/// <summary>Selects, and finds out from the answer how each column is read.</summary>
internal static class MySqlQuery
{
    public static async Task<RowReader> RunAsync(MySqlConnection connection, string from, int rows, CancellationToken cancellationToken)
    {
        await using var command = new MySqlCommand($"SELECT * FROM {from} LIMIT {rows}", connection);
        var reader = await command.ExecuteReaderAsync(cancellationToken);
        MySqlColumn[] columns = [.. reader.GetColumnSchema().Select(column => new MySqlColumn((MySqlDbColumn)column))];
        return new SqlRows<MySqlDataReader>(
            connection, reader, [.. columns.Select(column => column.Column)], [.. columns.Select(column => column.Read)]);
    }
}
