using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Qwak.Core.Storage;

/// <summary>A connection and the statements that are kept prepared on it. Used by one operation at a time.</summary>
internal sealed class StoreConnection(DbConnection connection) : IDisposable
{
    private readonly Dictionary<string, DbCommand> _prepared = [];
    private readonly Dictionary<string, SqliteStatement> _statements = [];

    public DbConnection Connection => connection;

    /// <summary>A statement of the hot path, prepared once for the connection's life.</summary>
    /// <param name="sql">The statement, a constant.</param>
    /// <param name="parameters">Its parameters' names, in the order in which their values are set.</param>
    public DbCommand Prepared(string sql, params ReadOnlySpan<string> parameters)
    {
        if (_prepared.TryGetValue(sql, out var known))
        {
            return known;
        }

        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }

        return _prepared[sql] = command;
    }

    /// <summary>The same without the provider in between, where the database is SQLite; null elsewhere.</summary>
    /// <param name="sql">The statement, a constant. Its parameters are numbered as they first come in it.</param>
    public SqliteStatement? Statement(string sql)
    {
        if (_statements.TryGetValue(sql, out var known) || connection is not SqliteConnection sqlite)
        {
            return known;
        }

        return _statements[sql] = new SqliteStatement(sqlite, sql);
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }
}
