using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Qwak.Core.Storage;

/// <summary>
/// A prepared statement on SQLite's own interface, for the two statements of each read. The provider's commands and readers
/// cost as much again as the statement itself, and most of what a read allocates.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private const int ShortText = 256;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <param name="connection">Open, and used by nothing else meanwhile.</param>
    /// <param name="sql">One statement.</param>
    /// <exception cref="DbException">It cannot be prepared.</exception>
    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Runs it once.</summary>
    /// <param name="values">Of its parameters, in the order in which they first come in it: texts, numbers, bytes, or null.</param>
    /// <exception cref="DbException">It failed.</exception>
    public void Execute(params ReadOnlySpan<object?> values) => Query(values).Dispose();

    /// <summary>Runs it to its first row. Dispose of that before the next run.</summary>
    /// <inheritdoc cref="Execute"/>
    public Row Query(params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            Bind(i + 1, values[i]);
        }

        var result = raw.sqlite3_step(_statement);
        var row = new Row(_statement, result == raw.SQLITE_ROW);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            row.Dispose();
            Check(result);
        }

        return row;
    }

    public void Dispose() => _statement.Dispose();

    private void Bind(int parameter, object? value) => Check(value switch
    {
        null => raw.sqlite3_bind_null(_statement, parameter),
        string text => BindText(parameter, text),
        byte[] bytes => raw.sqlite3_bind_blob(_statement, parameter, bytes),
        int number => raw.sqlite3_bind_int64(_statement, parameter, number),
        long number => raw.sqlite3_bind_int64(_statement, parameter, number),
        _ => throw new ArgumentException("Nothing of this type is stored.", nameof(value)),
    });

    private int BindText(int parameter, string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var utf8 = most <= ShortText ? stackalloc byte[ShortText] : new byte[most];
        return raw.sqlite3_bind_text(_statement, parameter, utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);

    /// <summary>What a run came to: one row, or none.</summary>
    public readonly struct Row(sqlite3_stmt statement, bool isThere) : IStoredRow, IDisposable
    {
        public bool IsThere => isThere;

        public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

        public long Number(int column) => raw.sqlite3_column_int64(statement, column);

        // The column's bytes as they are: SQLite's text is UTF-8, and this way no zero ends it early.
        public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(statement, column));

        public byte[] Bytes(int column) => raw.sqlite3_column_blob(statement, column).ToArray();

        public void Dispose()
        {
            _ = raw.sqlite3_reset(statement);
            _ = raw.sqlite3_clear_bindings(statement);
        }
    }
}
