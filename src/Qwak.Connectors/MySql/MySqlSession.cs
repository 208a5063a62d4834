using System.Globalization;
using MySqlConnector;

namespace Qwak.Connectors.MySql;

/// <summary>Makes a connection's transaction one that only reads, and its statements ones that end by themselves.</summary>
internal static class MySqlSession
{
    public static async Task BeginReadOnlyAsync(MySqlConnection connection, TimeSpan time, CancellationToken cancellationToken)
    {
        var isMariaDb = connection.ServerVersion.Contains("MariaDB", StringComparison.OrdinalIgnoreCase);
        var limit = isMariaDb
            ? string.Create(CultureInfo.InvariantCulture, $"max_statement_time = {time.TotalSeconds:0.###}")
            : string.Create(CultureInfo.InvariantCulture, $"max_execution_time = {(long)time.TotalMilliseconds}");
        await using var command = connection.CreateCommand();
        command.CommandText = $"SET SESSION time_zone = '+00:00', SESSION {limit}; START TRANSACTION READ ONLY";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
