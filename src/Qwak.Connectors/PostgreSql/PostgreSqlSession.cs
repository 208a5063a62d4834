using System.Globalization;
using Npgsql;

namespace Qwak.Connectors.PostgreSql;

/// <summary>Makes the open transaction one that only reads, ends by itself, and gives texts that lose nothing.</summary>
internal sealed class PostgreSqlSession(NpgsqlConnection connection, bool isRedshift, TimeSpan time)
{
    public async Task BeginReadOnlyAsync(CancellationToken cancellationToken)
    {
        var milliseconds = ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        await using var command = connection.CreateCommand();
        command.CommandText = isRedshift
            ? $"SET TRANSACTION READ ONLY; SET statement_timeout TO {milliseconds}; SET timezone TO 'UTC'"
            : "SET TRANSACTION READ ONLY; "
                + $"SET LOCAL statement_timeout = {milliseconds}; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; "
                + "SET LOCAL IntervalStyle = 'iso_8601'; SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
