using System.Data;
using Npgsql;
using Npgsql.Schema;

namespace Qwak.Connectors.PostgreSql;

/// <summary>
/// The rows of a statement. The server writes numerics, dates and nested values as text, which loses nothing, where the
/// driver's own types would: they have fewer digits, no infinity and no names of fields.
/// </summary>
internal sealed class PostgreSqlRows : RowReader
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlDataReader _reader;
    private readonly PostgreSqlColumn[] _columns;

    private PostgreSqlRows(NpgsqlConnection connection, NpgsqlDataReader reader, PostgreSqlColumn[] columns)
    {
        (_connection, _reader, _columns) = (connection, reader, columns);
        Columns = [.. columns.Select(column => column.Column)];
    }

    public override IReadOnlyList<SourceColumn> Columns { get; }

    public static async Task<PostgreSqlRows> OpenAsync(NpgsqlConnection connection, string from, int rows, CancellationToken cancellationToken)
    {
        var columns = await DescribeAsync(connection, from, cancellationToken);
        var list = Array.Exists(columns, column => column.IsNested) ? string.Join(", ", columns.Select(column => column.Selected)) : "*";
        await using var command = Command(connection, $"SELECT {list} FROM {from} LIMIT $1", rows);
        command.UnknownResultTypeList = [.. columns.Select(column => column.IsText)];
        return new PostgreSqlRows(connection, await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken), columns);
    }

    public override async ValueTask<object?[]?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await _reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var row = new object?[_columns.Length];
        for (var column = 0; column < row.Length; column++)
        {
            row[column] = _reader.IsDBNull(column) ? null : _columns[column].Read(_reader, column);
        }

        return row;
    }

    public override async ValueTask DisposeAsync()
    {
        // The reader is not read to its end but cancelled by closing; the pool rolls the transaction back.
        await _reader.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static async Task<PostgreSqlColumn[]> DescribeAsync(NpgsqlConnection connection, string from, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, $"SELECT * FROM {from} LIMIT $1", rows: 0);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SchemaOnly, cancellationToken);
        return [.. (await reader.GetColumnSchemaAsync(cancellationToken)).Select(column => new PostgreSqlColumn((NpgsqlDbColumn)column))];
    }

    // A parameter by position: the driver then sends the text as it is, and the server takes no second statement in it.
    private static NpgsqlCommand Command(NpgsqlConnection connection, string text, int rows) =>
        new(text, connection) { Parameters = { new NpgsqlParameter<int> { TypedValue = rows } } };
}
