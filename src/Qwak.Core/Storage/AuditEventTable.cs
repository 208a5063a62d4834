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
        "version", "outcome", "address", "request_id", "count", "hash", "row_id", "revision",
    ];

    private static readonly string[] ParameterNames = [.. Columns.Select(column => "@" + column)];

    private static readonly string Insert =
        $"INSERT INTO audit_event ({string.Join(", ", Columns)}) VALUES ({string.Join(", ", ParameterNames)})";

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

    /// <summary>Inserts events: in one round trip where the database is behind a network, else one by one on one prepared statement.</summary>
    public static async Task InsertAsync(StoreConnection connection, IReadOnlyList<(AuditHead Head, AuditEvent Event)> events)
    {
        if (connection.Connection.CanCreateBatch)
        {
            await using var batch = connection.Connection.CreateBatch();
            foreach (var (head, auditEvent) in events)
            {
                var command = batch.CreateBatchCommand();
                command.CommandText = Insert;
                foreach (var name in ParameterNames)
                {
                    var parameter = command.CreateParameter();
                    parameter.ParameterName = name;
                    command.Parameters.Add(parameter);
                }

                SetParameters(command.Parameters, head, auditEvent);
                batch.BatchCommands.Add(command);
            }

            await batch.ExecuteNonQueryAsync();
            return;
        }

        var statement = connection.Prepared(Insert, ParameterNames);
        foreach (var (head, auditEvent) in events)
        {
            SetParameters(statement.Parameters, head, auditEvent);
            await statement.ExecuteNonQueryAsync();
        }
    }

    private static void SetParameters(DbParameterCollection parameters, AuditHead head, AuditEvent auditEvent)
    {
        object?[] values =
        [
            head.Writer, head.Sequence, StoreTime.To(auditEvent.Time), auditEvent.PrincipalId, auditEvent.Principal,
            auditEvent.Credential, auditEvent.Action, auditEvent.Environment, auditEvent.Name, auditEvent.Version,
            auditEvent.Outcome, auditEvent.Address, auditEvent.RequestId, auditEvent.Count, head.Hash,
            auditEvent.Row?.Id, auditEvent.Row?.Revision,
        ];
        for (var i = 0; i < values.Length; i++)
        {
            parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }

    /// <summary>The highest version that an event of a change of the row tells of; 0 for none.</summary>
    public static Task<int> NewestVersionAsync(DbConnection connection, string rowId) => connection.ExecuteScalarAsync<int>(
        "SELECT COALESCE(MAX(version), 0) FROM audit_event WHERE row_id = @rowId", new { rowId });

    /// <summary>Events newest first, after a position.</summary>
    public static async Task<IReadOnlyList<AuditEventRecord>> ListAsync(DbConnection connection, AuditQuery query)
    {
        var conditions = new List<string>();
        var parameters = new DynamicParameters(new { query.Limit });
        Filter("principal = @principal", "principal", query.Principal);
        Filter("action = @action", "action", query.Action);
        Filter("name = @name", "name", query.Name);
        if (query.After is { } after)
        {
            conditions.Add("(time < @Time OR (time = @Time AND (writer < @Writer OR (writer = @Writer AND sequence < @Sequence))))");
            parameters.AddDynamicParams(after);
        }

        var where = conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}";
        var rows = await connection.QueryAsync<Row>(
            "SELECT writer, sequence, time, principal, action, environment, name, version, outcome, address,"
            + $" request_id AS RequestId, count FROM audit_event{where} ORDER BY time DESC, writer DESC, sequence DESC LIMIT @Limit",
            parameters);
        return [.. rows.Select(row => row.ToRecord())];

        void Filter(string condition, string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                conditions.Add(condition);
                parameters.Add(name, value);
            }
        }
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
