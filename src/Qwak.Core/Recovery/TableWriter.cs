using System.Data.Common;
using System.Globalization;

namespace Qwak.Core.Recovery;

/// <summary>Inserts rows many to a statement, since each statement is a way to the server and back; the same text on both databases.</summary>
internal sealed class TableWriter(DbConnection connection, string table, IReadOnlyList<string> columns) : IAsyncDisposable
{
    private const int MostRows = 50;
    private const long MostBytes = 1024 * 1024;

    private readonly List<object?[]> _rows = new(MostRows);
    private DbCommand? _full;
    private long _bytes;

    public async Task AddAsync(object?[] row)
    {
        _rows.Add(row);
        _bytes += row.Sum(value => value switch { string text => text.Length, byte[] bytes => bytes.Length, _ => sizeof(long) });
        if (_rows.Count == MostRows)
        {
            await ExecuteAsync(_full ??= Command(MostRows));
        }
        else if (_bytes > MostBytes)
        {
            await FlushAsync();
        }
    }

    /// <summary>Inserts what waits.</summary>
    public async Task FlushAsync()
    {
        if (_rows.Count > 0)
        {
            await using var command = Command(_rows.Count);
            await ExecuteAsync(command);
        }
    }

    public ValueTask DisposeAsync() => _full?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task ExecuteAsync(DbCommand command)
    {
        var values = _rows.SelectMany(row => row);
        foreach (var (parameter, value) in command.Parameters.Cast<DbParameter>().Zip(values))
        {
            parameter.Value = value ?? DBNull.Value;
        }

        await command.ExecuteNonQueryAsync();
        _rows.Clear();
        _bytes = 0;
    }

    private DbCommand Command(int rows)
    {
        var command = connection.CreateCommand();
        command.CommandTimeout = 0;
        var names = new List<string>(rows);
        for (var row = 0; row < rows; row++)
        {
            names.Add($"({string.Join(", ", columns.Select((_, column) => Parameter(command, (row * columns.Count) + column)))})");
        }

        command.CommandText = $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES {string.Join(", ", names)}";
        return command;
    }

    private static string Parameter(DbCommand command, int number)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{number}");
        command.Parameters.Add(parameter);
        return parameter.ParameterName;
    }
}
