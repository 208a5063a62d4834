using System.Data;
using Npgsql;
using Qwak.Connectors.Sql;

namespace Qwak.Connectors.PostgreSql;

/// <summary>
/// Selects with the server writing numerics, dates and nested values as text, which loses nothing, where the driver's own
/// types would: they have fewer digits, no infinity and no names of fields.
/// </summary>
internal static class PostgreSqlQuery
{
    public static async Task<RowReader> RunAsync(NpgsqlConnection connection, string from, int rows, CancellationToken cancellationToken)
    {
        var columns = await DescribeAsync(connection, from, cancellationToken);
        var list = Array.Exists(columns, column => column.IsNested) ? string.Join(", ", columns.Select(column => column.Selected)) : "*";
        await using var command = Command(connection, $"SELECT {list} FROM {from} LIMIT $1", rows);
        command.UnknownResultTypeList = [.. columns.Select(column => column.IsText)];
        return new SqlRows<NpgsqlDataReader>(
            connection,
            await command.ExecuteReaderAsync(cancellationToken),
            [.. columns.Select(column => column.Column)],
            [.. columns.Select(column => column.Read)]);
    }

    private static async Task<PostgreSqlColumn[]> DescribeAsync(NpgsqlConnection connection, string from, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, $"SELECT * FROM {from} LIMIT $1", rows: 0);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SchemaOnly, cancellationToken);

        // From the answer's own description: the driver's schema table would ask the server's catalogue for more.
        return [.. Enumerable.Range(0, reader.FieldCount).Select(column => new PostgreSqlColumn(reader, column))];
    }

    // A parameter by position: the driver then sends the text as it is, and the server takes no second statement in it.
    private static NpgsqlCommand Command(NpgsqlConnection connection, string text, int rows) =>
        new(text, connection) { Parameters = { new NpgsqlParameter<int> { TypedValue = rows } } };
}
