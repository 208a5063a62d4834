using System.Data.Common;
using Dapper;

namespace Qwak.Core.Storage;

/// <summary>
/// How often each secret was read and used on each day, counted from the audit events: they are the record, this is what
/// remains of them when their own retention is over.
/// </summary>
internal static class SecretUsageTable
{
    public const long DayMilliseconds = 24 * 60 * 60 * 1000;

    /// <summary>
    /// Counts the next events of one writer and moves its position, in the open transaction: no event is counted twice or
    /// left out, whatever breaks off.
    /// </summary>
    /// <returns>How many events were gone through.</returns>
    public static async Task<long> CountAsync(DbConnection connection, int writer, int most)
    {
        await connection.ExecuteAsync(
            "INSERT INTO secret_usage_position (writer, sequence) VALUES (@writer, 0) ON CONFLICT (writer) DO NOTHING", new { writer });

        // An update, so that another process that counts waits for this transaction: the first row, whoever's events these are,
        // since the readers of a secret are numbered across all of them.
        await connection.ExecuteAsync(
            "UPDATE secret_usage_position SET sequence = sequence WHERE writer = (SELECT MIN(writer) FROM secret_usage_position)");
        var from = await connection.ExecuteScalarAsync<long>(
            "UPDATE secret_usage_position SET sequence = sequence WHERE writer = @writer RETURNING sequence", new { writer });
        var (count, to) = await connection.QuerySingleAsync<(long, long)>(
            "SELECT COUNT(*), COALESCE(MAX(sequence), 0) FROM (SELECT sequence FROM audit_event WHERE writer = @writer AND sequence > @from"
            + " ORDER BY sequence LIMIT @most) next",
            new { writer, from, most });
        if (count == 0)
        {
            return 0;
        }

        await connection.ExecuteAsync(
            "INSERT INTO secret_usage (environment, name, day, reads, uses, last_at, last_by)"
            + " SELECT g.environment, g.name, g.day, g.reads, g.uses, e.time, e.principal FROM"
            + $" (SELECT environment, name, time / {DayMilliseconds} AS day, SUM(CASE WHEN action = 'secret.read' THEN 1 ELSE 0 END) AS reads,"
            + " SUM(CASE WHEN action = 'secret.use' THEN 1 ELSE 0 END) AS uses, MAX(sequence) AS last FROM audit_event"
            + " WHERE writer = @writer AND sequence > @from AND sequence <= @to AND action IN ('secret.read', 'secret.use')"
            + $" AND outcome = 'ok' AND environment IS NOT NULL AND name IS NOT NULL GROUP BY environment, name, time / {DayMilliseconds}) g"
            + " JOIN audit_event e ON e.writer = @writer AND e.sequence = g.last WHERE true"
            + " ON CONFLICT (environment, name, day) DO UPDATE SET reads = secret_usage.reads + excluded.reads,"
            + " uses = secret_usage.uses + excluded.uses,"
            + " last_by = CASE WHEN excluded.last_at >= secret_usage.last_at THEN excluded.last_by ELSE secret_usage.last_by END,"
            + " last_at = CASE WHEN excluded.last_at >= secret_usage.last_at THEN excluded.last_at ELSE secret_usage.last_at END",
            new { writer, from, to });
        await connection.ExecuteAsync(
            "INSERT INTO secret_usage_day (environment, day, reads, uses)"
            + $" SELECT environment, time / {DayMilliseconds}, SUM(CASE WHEN action = 'secret.read' THEN 1 ELSE 0 END),"
            + " SUM(CASE WHEN action = 'secret.use' THEN 1 ELSE 0 END) FROM audit_event"
            + " WHERE writer = @writer AND sequence > @from AND sequence <= @to AND action IN ('secret.read', 'secret.use')"
            + $" AND outcome = 'ok' AND environment IS NOT NULL AND name IS NOT NULL GROUP BY environment, time / {DayMilliseconds}"
            + " ON CONFLICT (environment, day) DO UPDATE SET reads = secret_usage_day.reads + excluded.reads,"
            + " uses = secret_usage_day.uses + excluded.uses",
            new { writer, from, to });
        await SecretReaderTable.CountAsync(connection, writer, from, to);
        await connection.ExecuteAsync("UPDATE secret_usage_position SET sequence = @to WHERE writer = @writer", new { writer, to });
        return count;
    }

    /// <summary>The writers that have events which are not counted yet.</summary>
    public static async Task<IReadOnlyList<int>> BehindAsync(DbConnection connection) =>
        [.. await connection.QueryAsync<int>(
            "SELECT w.id FROM audit_writer w LEFT JOIN secret_usage_position p ON p.writer = w.id WHERE EXISTS"
            + " (SELECT 1 FROM audit_event e WHERE e.writer = w.id AND e.sequence > COALESCE(p.sequence, 0)) ORDER BY w.id")];

    /// <summary>Up to which event of each writer all are counted.</summary>
    public static async Task<IReadOnlyDictionary<int, long>> PositionsAsync(DbConnection connection) =>
        (await connection.QueryAsync<(long Writer, long Sequence)>("SELECT writer, sequence FROM secret_usage_position"))
            .ToDictionary(position => (int)position.Writer, position => position.Sequence);

    /// <summary>The day that a time lies in, as the table counts them.</summary>
    public static long Day(DateTimeOffset time) => StoreTime.To(time) / DayMilliseconds;

    /// <summary>The days on which a secret was read or used, since a time, oldest first.</summary>
    public static async Task<IReadOnlyList<(DateOnly Day, long Reads, long Uses)>> DaysAsync(
        DbConnection connection, string environment, string name, DateTimeOffset since)
    {
        var rows = await connection.QueryAsync<(long Day, long Reads, long Uses)>(
            "SELECT day, reads, uses FROM secret_usage WHERE environment = @environment AND name = @name AND day >= @since ORDER BY day",
            new { environment, name, since = Day(since) });
        return [.. rows.Select(r => (DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(r.Day)), r.Reads, r.Uses))];
    }

    /// <summary>The days on which secrets of some environments were read or used, since a time, oldest first.</summary>
    public static async Task<IReadOnlyList<(DateOnly Day, long Reads, long Uses)>> DaysAsync(
        DbConnection connection, IReadOnlyList<string> environments, DateTimeOffset since)
    {
        var parameters = new DynamicParameters(new { since = StoreTime.To(since) / DayMilliseconds });
        var places = string.Join(", ", environments.Select((name, number) =>
        {
            parameters.Add($"environment{number}", name);
            return $"@environment{number}";
        }));
        var rows = await connection.QueryAsync<(long Day, long Reads, long Uses)>(
            "SELECT day, CAST(SUM(reads) AS BIGINT), CAST(SUM(uses) AS BIGINT) FROM secret_usage_day"
            + $" WHERE environment IN ({places}) AND day >= @since GROUP BY day ORDER BY day",
            parameters);
        return [.. rows.Select(r => (DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(r.Day)), r.Reads, r.Uses))];
    }

    /// <summary>When and by whom a secret was last read or used; null for never.</summary>
    public static async Task<(DateTimeOffset At, string? By)?> LastAsync(DbConnection connection, string environment, string name)
    {
        var rows = (await connection.QueryAsync<(long At, string? By)>(
            "SELECT last_at, last_by FROM secret_usage WHERE environment = @environment AND name = @name ORDER BY day DESC LIMIT 1",
            new { environment, name })).AsList();
        return rows is [var last] ? (StoreTime.From(last.At), last.By) : null;
    }

    /// <summary>When each secret of a list was last read or used, by environment and name; those that never were are not there.</summary>
    public static async Task<Dictionary<(string Environment, string Name), DateTimeOffset?>> LastAsync(
        DbConnection connection, IReadOnlyList<SecretProperties> secrets)
    {
        var parameters = new DynamicParameters();
        var rows = await connection.QueryAsync<(string Environment, string Name, long At)>(
            $"SELECT environment, name, MAX(last_at) FROM secret_usage WHERE environment IN ({In("environment", secrets.Select(s => s.Environment))})"
            + $" AND name IN ({In("name", secrets.Select(s => s.Name))}) GROUP BY environment, name",
            parameters);
        return rows.ToDictionary(row => (row.Environment, row.Name), row => (DateTimeOffset?)StoreTime.From(row.At));

        string In(string name, IEnumerable<string> texts) => string.Join(", ", texts.Distinct().Select((text, i) =>
        {
            parameters.Add($"{name}{i}", text);
            return $"@{name}{i}";
        }));
    }
}
