using System.Data;
using MySqlConnector;

namespace Qwak.Connectors.MySql;

/// <summary>The rows of a statement.</summary>
internal sealed class MySqlRows : RowReader
{
    private readonly MySqlConnection _connection;
    private readonly MySqlDataReader _reader;
    private readonly Func<MySqlDataReader, int, object>[] _read;

    private MySqlRows(MySqlConnection connection, MySqlDataReader reader)
    {
        (_connection, _reader) = (connection, reader);
        var columns = reader.GetColumnSchema().Select(column => new MySqlColumn((MySqlDbColumn)column)).ToArray();
        Columns = [.. columns.Select(column => column.Column)];
        _read = [.. columns.Select(column => column.Read)];
    }

    public override IReadOnlyList<SourceColumn> Columns { get; }

    public static async Task<MySqlRows> OpenAsync(MySqlConnection connection, string text, CancellationToken cancellationToken)
    {
        await using var command = new MySqlCommand(text, connection);
        return new MySqlRows(connection, await command.ExecuteReaderAsync(CommandBehavior.Default, cancellationToken));
    }

    public override async ValueTask<object?[]?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await _reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var row = new object?[_read.Length];
        for (var column = 0; column < row.Length; column++)
        {
            row[column] = _reader.IsDBNull(column) ? null : _read[column](_reader, column);
        }

        return row;
    }

    public override async ValueTask DisposeAsync()
    {
        // Giving the connection back resets it, and with it the transaction.
        await _reader.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
