using System.Data.Common;

namespace Qwak.Core.Storage;

/// <summary>A connection and the statements that are kept prepared on it. Used by one operation at a time.</summary>
internal sealed class StoreConnection(DbConnection connection) : IDisposable
{
    private readonly Dictionary<string, DbCommand> _prepared = [];

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

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }
}
