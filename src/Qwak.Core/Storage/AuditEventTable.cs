using System.Data.Common;
using Dapper;
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

    private static readonly string Select = $"SELECT {string.Join(", ", Columns)} FROM audit_event";

    private static readonly string Insert =
        $"INSERT INTO audit_event ({string.Join(", ", Columns)}) VALUES (@{string.Join(", @", Columns)})";

    private static readonly string InsertAll =
        $"INSERT INTO audit_event ({string.Join(", ", Columns)}) SELECT * FROM unnest(@{string.Join(", @", Columns)})";

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

    /// <summary>Inserts events: one by one where the database is in this process, else all in one statement.</summary>
    /// <param name="connection">In its transaction.</param>
    /// <param name="events">Any number of them.</param>
    /// <param name="then">A statement that comes after them, in the same round trip where there is one.</param>
    public static async Task InsertAsync(StoreConnection connection, IReadOnlyList<ChainedEvent> events, string? then = null)
    {
        if (connection.Statement(Insert) is { } statement)
        {
            foreach (var (head, auditEvent) in events)
            {
                statement.Execute(Values(head, auditEvent));
            }

            if (then is not null)
            {
                await connection.Prepared(then).ExecuteNonQueryAsync();
            }

            return;
        }

        await using var batch = connection.Connection.CreateBatch();
        if (events.Count > 0)
        {
            Add(batch, InsertAll, Arrays(events));
        }

        if (then is not null)
        {
            Add(batch, then, []);
        }

        await batch.ExecuteNonQueryAsync();
    }

    private static void Add(DbBatch batch, string sql, object[] values)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (Columns[i], values[i]);
            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
    }

    // The columns' order, as below.
    private static object[] Arrays(IReadOnlyList<ChainedEvent> events)
    {
        return
        [
            Of(e => (long)e.Head.Writer), Of(e => e.Head.Sequence), Of(e => StoreTime.To(e.Event.Time)), Of(e => e.Event.PrincipalId), Of(e => e.Event.Principal),
            Of(e => e.Event.Credential), Of(e => e.Event.Action), Of(e => e.Event.Environment), Of(e => e.Event.Name), Of(e => (long?)e.Event.Version),
            Of(e => e.Event.Outcome), Of(e => e.Event.Address), Of(e => e.Event.RequestId), Of(e => (long)e.Event.Count), Of(e => e.Head.Hash),
            Of(e => e.Event.Row?.Id), Of(e => e.Event.Row?.Revision),
        ];

        T[] Of<T>(Func<ChainedEvent, T> value) => [.. events.Select(value)];
    }

    private static object?[] Values(AuditHead head, AuditEvent auditEvent) =>
    [
        head.Writer, head.Sequence, StoreTime.To(auditEvent.Time), auditEvent.PrincipalId, auditEvent.Principal,
        auditEvent.Credential, auditEvent.Action, auditEvent.Environment, auditEvent.Name, auditEvent.Version,
        auditEvent.Outcome, auditEvent.Address, auditEvent.RequestId, auditEvent.Count, head.Hash,
        auditEvent.Row?.Id, auditEvent.Row?.Revision,
    ];

    /// <summary>The highest version that an event of a change of the row tells of; 0 for none.</summary>
    public static Task<int> NewestVersionAsync(DbConnection connection, string rowId) => connection.ExecuteScalarAsync<int>(
        "SELECT COALESCE(MAX(version), 0) FROM (SELECT version FROM audit_event WHERE row_id = @rowId"
        + " UNION ALL SELECT version FROM audit_cut_row WHERE row_id = @rowId) said",
        new { rowId });

    /// <summary>SQL: the revision of a row in its last event, whether that is still there or was cut off by retention; null for none.</summary>
    /// <param name="id">The row's id: a column of the statement around it, or a parameter.</param>
    public static string LastRevision(string id) =>
        $"(SELECT MAX(said.revision) FROM (SELECT MAX(revision) AS revision FROM audit_event WHERE row_id = {id}"
        + $" UNION ALL SELECT revision FROM audit_cut_row WHERE row_id = {id}) said)";

    /// <summary>Events newest first, after a position.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="query">Which events.</param>
    /// <param name="last">The oldest that is looked at; null for all.</param>
    public static Task<IReadOnlyList<ChainedEvent>> ListAsync(DbConnection connection, AuditQuery query, AuditPosition? last = null)
    {
        var where = new Conditions(query).After(query.After);
        if (last is not null)
        {
            where.Add("(time, writer, sequence) >= (@lastTime, @lastWriter, @lastSequence)")
                .With("@lastTime", last.Time).With("@lastWriter", last.Writer).With("@lastSequence", last.Sequence);
        }

        return ReadAsync(connection, $"{Select}{where} ORDER BY time DESC, writer DESC, sequence DESC LIMIT @limit", where.With("@limit", query.Limit));
    }

    /// <summary>The last of so many events of a query's time, newest first and after its position, whatever else it asks; null when there are fewer.</summary>
    public static async Task<AuditPosition?> PositionAsync(DbConnection connection, AuditQuery query, int number)
    {
        var where = new Conditions(new AuditQuery { Since = query.Since, Until = query.Until }).After(query.After).With("@passed", number - 1);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT time, writer, sequence FROM audit_event{where} ORDER BY time DESC, writer DESC, sequence DESC LIMIT 1 OFFSET @passed";
        where.SetParameters(command);
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync() ? new AuditPosition(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)) : null;
    }

    /// <summary>A chain's events in order, behind one place and up to another: those that match, at most so many.</summary>
    public static Task<IReadOnlyList<ChainedEvent>> ChainAsync(
        DbConnection connection, int writer, long after, long upTo, int limit, AuditQuery? query = null)
    {
        var where = new Conditions(query ?? new AuditQuery()).Add("writer = @writer").Add("sequence > @after").Add("sequence <= @upTo")
            .With("@writer", writer).With("@after", after).With("@upTo", upTo).With("@limit", limit);
        return ReadAsync(connection, $"{Select}{where} ORDER BY sequence LIMIT @limit", where);
    }

    /// <summary>The chains of which there is an event, whether they have a writer or not.</summary>
    public static async Task<IReadOnlyList<int>> ChainsAsync(DbConnection connection)
    {
        var chains = new List<int>();
        int? last = int.MinValue;
        while ((last = await connection.ExecuteScalarAsync<int?>("SELECT MIN(writer) FROM audit_event WHERE writer > @last", new { last })) is { } writer)
        {
            chains.Add(writer);
        }

        return chains;
    }

    /// <summary>The hash of the event at a place; null when there is none.</summary>
    public static Task<byte[]?> HashAsync(DbConnection connection, int writer, long sequence) => connection.ExecuteScalarAsync<byte[]?>(
        "SELECT hash FROM audit_event WHERE writer = @writer AND sequence = @sequence", new { writer, sequence });

    // By hand: a million of them are read to be verified, and what somebody else wrote must not stop the reader.
    private static async Task<IReadOnlyList<ChainedEvent>> ReadAsync(DbConnection connection, string sql, Conditions where)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        where.SetParameters(command);
        await using var row = await command.ExecuteReaderAsync();
        var events = new List<ChainedEvent>();
        while (await row.ReadAsync())
        {
            events.Add(new ChainedEvent(new AuditHead(row.GetInt32(0), row.GetInt64(1), row.GetFieldValue<byte[]>(14)), Event(row)));
        }

        return events;
    }

    private static AuditEvent Event(DbDataReader row)
    {
        try
        {
            return new AuditEvent
            {
                Time = StoreTime.From(row.GetInt64(2)),
                PrincipalId = Text(3),
                Principal = Text(4),
                Credential = Text(5),
                Action = row.GetString(6),
                Environment = Text(7),
                Name = Text(8),
                Version = row.IsDBNull(9) ? null : row.GetInt32(9),
                Outcome = row.GetString(10),
                Address = Text(11),
                RequestId = Text(12),
                Count = row.GetInt32(13),
                Row = row.IsDBNull(15) ? null : new RowRevision(row.GetString(15), row.GetInt64(16)),
            };
        }
        catch (Exception e) when (e is InvalidCastException or InvalidOperationException or OverflowException or ArgumentException)
        {
            return AuditEvent.Unreadable;
        }

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }

    /// <summary>The conditions of a statement and the values in them.</summary>
    private sealed class Conditions
    {
        private readonly List<string> _all = [];
        private readonly List<(string Name, object Value)> _values = [];

        public Conditions(AuditQuery query)
        {
            Filter("principal", query.Principal);
            Filter("action", query.Action);
            Filter("environment", query.Environment);
            Filter("name", query.Name);
            Filter("outcome", query.Outcome);
            Filter("credential", query.Credential);
            if (query.Since is { } since)
            {
                Add("time >= @since").With("@since", StoreTime.To(since));
            }

            if (query.Until is { } until)
            {
                Add("time < @until").With("@until", StoreTime.To(until));
            }
        }

        public Conditions Add(string condition)
        {
            _all.Add(condition);
            return this;
        }

        public Conditions With(string name, object value)
        {
            _values.Add((name, value));
            return this;
        }

        /// <summary>Older than a position: as one comparison, which an index takes.</summary>
        public Conditions After(AuditPosition? position) => position is null ? this : Add("(time, writer, sequence) < (@time, @writer, @sequence)")
            .With("@time", position.Time).With("@writer", position.Writer).With("@sequence", position.Sequence);

        public void SetParameters(DbCommand command)
        {
            foreach (var (name, value) in _values)
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                command.Parameters.Add(parameter);
            }
        }

        public override string ToString() => _all.Count == 0 ? "" : $" WHERE {string.Join(" AND ", _all)}";

        private void Filter(string column, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                Add($"{column} = @{column}").With("@" + column, value);
            }
        }
    }

    private sealed class HeadRow
    {
        public int Writer { get; init; }

        public long Sequence { get; init; }

        public byte[] Hash { get; init; } = [];
    }
}
