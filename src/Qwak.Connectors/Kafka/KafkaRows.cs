using System.Globalization;
using System.Text.Json;
using Qwak.Connectors.Network;

namespace Qwak.Connectors.Kafka;

/// <summary>The newest messages of each partition, as the columns that Spark gives to a topic.</summary>
internal sealed class KafkaRows(KafkaCluster cluster, IReadOnlyList<KafkaPartition> partitions, int perPartition, ByteBudget budget) : RowReader
{
    private readonly Queue<object?[]> _rows = [];
    private int _next;
    private long _from = -1;
    private long _end;

    public override IReadOnlyList<SourceColumn> Columns { get; } =
    [
        new("key", ColumnKind.Binary, "binary"),
        new("value", ColumnKind.Binary, "binary"),
        new("topic", ColumnKind.String, "string"),
        new("partition", ColumnKind.Integer, "int"),
        new("offset", ColumnKind.Integer, "long"),
        new("timestamp", ColumnKind.Instant, "timestamp"),
        new("headers", ColumnKind.Nested, "array<struct<key:string,value:binary>>"),
    ];

    public override async ValueTask<object?[]?> ReadAsync(CancellationToken cancellationToken)
    {
        while (_rows.Count == 0)
        {
            if (_next == partitions.Count)
            {
                return null;
            }

            await FillAsync(partitions[_next], cancellationToken);
        }

        return _rows.Dequeue();
    }

    public override ValueTask DisposeAsync() => cluster.DisposeAsync();

    /// <summary>Takes the next messages of a partition; goes on to the next one at its end, as it was when it was begun.</summary>
    private async Task FillAsync(KafkaPartition partition, CancellationToken cancellationToken)
    {
        if (_from < 0)
        {
            _end = await cluster.OffsetAsync(partition, isFirst: false, cancellationToken);
            _from = Math.Max(Math.Max(0, await cluster.OffsetAsync(partition, isFirst: true, cancellationToken)), _end - perPartition);
        }

        if (_from < _end)
        {
            // A batch is answered whole, also where the offset asked for is in its middle. Offsets rise: one that comes again is no further row.
            var batches = await cluster.FetchAsync(partition, _from, cancellationToken);
            var from = _from;
            foreach (var record in KafkaRecords.Read(batches, budget, cancellationToken).Where(record => record.Offset >= _from && record.Offset < _end))
            {
                _rows.Enqueue(Row(partition, record));
                _from = record.Offset + 1;
            }

            // What compaction has removed, and the marks of transactions, are no messages; nothing else is left then.
            _from = _from == from ? _end : _from;
        }

        if (_from >= _end)
        {
            (_next, _from) = (_next + 1, -1);
        }
    }

    private static object?[] Row(KafkaPartition partition, KafkaRecord record) =>
        [record.Key, record.Value, partition.Topic, (long)partition.Number, record.Offset, Instant(record.Timestamp), Headers(record)];

    private static string? Instant(long milliseconds)
    {
        // Up to the year 9999.
        const long Last = 253_402_300_799_999;
        return milliseconds switch
        {
            < 0 => null,
            > Last => milliseconds.ToString(CultureInfo.InvariantCulture),
            _ => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture),
        };
    }

    private static string? Headers(KafkaRecord record)
    {
        if (record.Headers.Count == 0)
        {
            return null;
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var (name, value) in record.Headers)
            {
                json.WriteStartObject();
                json.WriteString("key", name);
                if (value is null)
                {
                    json.WriteNull("value");
                }
                else
                {
                    json.WriteBase64String("value", value);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
