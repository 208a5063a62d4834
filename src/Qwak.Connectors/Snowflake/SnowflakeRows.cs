namespace Qwak.Connectors.Snowflake;

/// <summary>The rows of a result: those that came with the answer, then one chunk after the other as they are wanted.</summary>
internal sealed class SnowflakeRows : RowReader
{
    private readonly SnowflakeClient _client;
    private readonly SnowflakeResult _result;
    private readonly Func<string, object>[] _read;
    private readonly Queue<SnowflakeChunk> _chunks;
    private string?[][] _rows;
    private int _next;

    public SnowflakeRows(SnowflakeClient client, SnowflakeResult result)
    {
        if (result.QueryResultFormat is not (null or "json"))
        {
            throw new ConnectorException(ConnectorFailure.Protocol, "The server answers in a format that is not read: only JSON is.");
        }

        (_client, _result, _rows) = (client, result, result.RowSet ?? []);
        _chunks = new Queue<SnowflakeChunk>(result.Chunks ?? []);
        var types = (result.RowType ?? []).Select(column => (column.Name, Type: SnowflakeType.Of(column))).ToArray();
        Columns = [.. types.Select(column => new SourceColumn(column.Name, column.Type.Kind, column.Type.Name))];
        _read = [.. types.Select(column => column.Type.Read)];
    }

    public override IReadOnlyList<SourceColumn> Columns { get; }

    public override async ValueTask<object?[]?> ReadAsync(CancellationToken cancellationToken)
    {
        while (_next == _rows.Length)
        {
            if (!_chunks.TryDequeue(out var chunk))
            {
                return null;
            }

            _rows = await _client.GetChunkAsync(chunk, _result, cancellationToken);
            _next = 0;
        }

        var cells = _rows[_next++];
        if (cells.Length != _read.Length)
        {
            throw new FormatException("A row has other columns than the result.");
        }

        return [.. cells.Select((cell, column) => cell is null ? null : _read[column](cell))];
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
