using System.Data.Common;
using Dapper;
using Qwak.Clients.Administration;
using Qwak.Core.Audit;

namespace Qwak.Core.Storage;

/// <summary>The audit events and their writers. Rows are inserted and read, never updated.</summary>
internal static class AuditEventTable
{
    private static readonly string[] Columns =
    [
        "writer", "sequence", "time", "principal_id", "principal", "credential", "action", "environment", "name",
        "version", "outcome", "address", "request_id", "count", "hash",
    ];

    public static async Task<int> WriterAsync(DbConnection connection, string name)
    {
        await connection.ExecuteAsync(
            "INSERT INTO audit_writer (id, name) SELECT COALESCE(MAX(id), 0) + 1, @name FROM audit_writer WHERE true"
            + " ON CONFLICT (name) DO NOTHING",
            new { name });
        return await connection.ExecuteScalarAsync<int>("SELECT id FROM audit_writer WHERE name = @name", new { name });
    }

    public static async Task<AuditHead?> HeadAsync(DbConnection connection, int writer)
    {
        var row = await connection.QuerySingleOrDefaultAsync<HeadRow>(
            "SELECT writer, sequence, hash FROM audit_event WHERE writer = @writer ORDER BY sequence DESC LIMIT 1", new { writer });
        return row is null ? null : new AuditHead(row.Writer, row.Sequence, row.Hash);
    }

    /// <summary>The heads of all chains, by writer.</summary>
    public static async Task<IReadOnlyList<AuditHead>> HeadsAsync(DbConnection connection)
    {
        var heads = new List<AuditHead>();
        foreach (var writer in await connection.QueryAsync<int>("SELECT id FROM audit_writer ORDER BY id"))
        {
            if (await HeadAsync(connection, writer) is { } head)
            {
                heads.Add(head);
            }
        }

        return heads;
    }

    public static DbCommand PrepareInsert(DbConnection connection)
    {
        var command = connection.CreateCommand();
        command.CommandText = $"INSERT INTO audit_event ({string.Join(", ", Columns)}) VALUES (@{string.Join(", @", Columns)})";
        foreach (var column in Columns)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@" + column;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    public static Task InsertAsync(DbCommand insert, AuditHead head, AuditEvent auditEvent)
    {
        object?[] values =
        [
            head.Writer, head.Sequence, auditEvent.Time.ToUnixTimeMilliseconds(), auditEvent.PrincipalId, auditEvent.Principal,
            auditEvent.Credential, auditEvent.Action, auditEvent.Environment, auditEvent.Name, auditEvent.Version,
            auditEvent.Outcome, auditEvent.Address, auditEvent.RequestId, auditEvent.Count, head.Hash,
        ];
        for (var i = 0; i < values.Length; i++)
        {
            insert.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return insert.ExecuteNonQueryAsync();
    }

    /// <summary>Events newest first, after a position.</summary>
    public static async Task<IReadOnlyList<AuditEventRecord>> ListAsync(DbConnection connection, AuditQuery query)
    {
        var rows = await connection.QueryAsync<Row>(
            "SELECT writer, sequence, time, principal, action, environment, name, version, outcome, address,"
            + " request_id AS RequestId, count FROM audit_event"
            + " WHERE (@Principal IS NULL OR principal = @Principal) AND (@Action IS NULL OR action = @Action)"
            + " AND (@Name IS NULL OR name = @Name)"
            + " AND (@AfterTime IS NULL OR time < @AfterTime"
            + "  OR (time = @AfterTime AND (writer < @AfterWriter OR (writer = @AfterWriter AND sequence < @AfterSequence))))"
            + " ORDER BY time DESC, writer DESC, sequence DESC LIMIT @Limit",
            query);
        return [.. rows.Select(row => row.ToRecord())];
    }

    private sealed class HeadRow
    {
        public int Writer { get; init; }

        public long Sequence { get; init; }

        public byte[] Hash { get; init; } = [];
    }

    private sealed class Row
    {
        public int Writer { get; init; }

        public long Sequence { get; init; }

        public long Time { get; init; }

        public string? Principal { get; init; }

        public string Action { get; init; } = "";

        public string? Environment { get; init; }

        public string? Name { get; init; }

        public int? Version { get; init; }

        public string Outcome { get; init; } = "";

        public string? Address { get; init; }

        public string? RequestId { get; init; }

        public int Count { get; init; }

        public AuditEventRecord ToRecord() => new(
            Writer, Sequence, DateTimeOffset.FromUnixTimeMilliseconds(Time), Principal, Action, Environment, Name, Version,
            Outcome, Address, RequestId, Count);
    }
}
