using System.Data.Common;
using Dapper;
using Qwak.Core.Secrets;

namespace Qwak.Core.Storage;

/// <summary>Who read each secret, counted from the audit events with <see cref="SecretUsageTable"/>.</summary>
internal static class SecretReaderTable
{
    /// <summary>Takes in the readers of one writer's events, in the open transaction. No other one may do so meanwhile.</summary>
    public static Task CountAsync(DbConnection connection, int writer, long from, long to) => connection.ExecuteAsync(
        "INSERT INTO secret_reader (environment, name, principal, number, last_day)"
        + " SELECT g.environment, g.name, g.principal, ROW_NUMBER() OVER (PARTITION BY g.environment, g.name ORDER BY g.principal)"
        + " + (SELECT COUNT(*) FROM (SELECT 1 FROM secret_reader r WHERE r.environment = g.environment AND r.name = g.name"
        + $" LIMIT {SecretListQuery.ManyReaders}) known), g.day FROM"
        + $" (SELECT environment, name, principal, MAX(time) / {SecretUsageTable.DayMilliseconds} AS day FROM audit_event"
        + " WHERE writer = @writer AND sequence > @from AND sequence <= @to AND action = 'secret.read' AND outcome = 'ok'"
        + " AND environment IS NOT NULL AND name IS NOT NULL AND principal IS NOT NULL GROUP BY environment, name, principal) g"

        // Who is known to have read it on this day stays as it is: for secrets that are read again and again that is everybody.
        + " WHERE NOT EXISTS (SELECT 1 FROM secret_reader k WHERE k.environment = g.environment AND k.name = g.name"
        + " AND k.principal = g.principal AND k.last_day >= g.day)"
        + " ON CONFLICT (environment, name, principal) DO UPDATE SET last_day = excluded.last_day",
        new { writer, from, to });

    /// <summary>SQL: whether many principals read a secret since a day, where those that ever had many readers are in an index.</summary>
    /// <param name="environment">The environment's name: a parameter.</param>
    /// <param name="name">The secret's name: a column of the statement around it.</param>
    /// <param name="since">The day: a parameter.</param>
    public static string HasMany(string environment, string name, string since) =>
        $"{name} IN (SELECT m.name FROM secret_reader m WHERE m.environment = {environment} AND m.number >= {SecretListQuery.ManyReaders})"
        + $" AND (SELECT COUNT(*) FROM (SELECT 1 FROM secret_reader r WHERE r.environment = {environment} AND r.name = {name}"
        + $" AND r.last_day >= {since} LIMIT {SecretListQuery.ManyReaders}) readers) = {SecretListQuery.ManyReaders}";
}
