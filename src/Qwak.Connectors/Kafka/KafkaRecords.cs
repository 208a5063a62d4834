using System.IO.Compression;
using Qwak.Connectors.Network;

namespace Qwak.Connectors.Kafka;

/// <summary>A message.</summary>
internal sealed record KafkaRecord(long Offset, long Timestamp, byte[]? Key, byte[]? Value, IReadOnlyList<(string Name, byte[]? Value)> Headers);

/// <summary>Record batches (https://kafka.apache.org/documentation/#messageformat), of the form that brokers write since 0.11.</summary>
internal static class KafkaRecords
{
    private const int HeaderLength = 12;
    private const int Magic = 2;
    private const int CompressionMask = 7;
    private const int Gzip = 1;
    private const int ControlBatch = 0x20;

    // A header of two bytes takes as much as a row and as text.
    private const int HeaderBytes = 64;

    /// <summary>The messages of all whole batches; a broker cuts the last one off where its answer is full.</summary>
    /// <param name="batches">As a Fetch answered them.</param>
    /// <param name="budget">Pays for what the batches are when unpacked: a thousand in gzip fit into one answer.</param>
    /// <param name="cancellationToken">Ends unpacking.</param>
    public static IEnumerable<KafkaRecord> Read(ReadOnlyMemory<byte> batches, ByteBudget budget, CancellationToken cancellationToken)
    {
        var buffer = new KafkaBuffer(batches);
        while (buffer.Left > HeaderLength)
        {
            var baseOffset = buffer.Int64();
            var length = buffer.Int32();
            if (length > buffer.Left)
            {
                yield break;
            }

            foreach (var record in Batch(new KafkaBuffer(buffer.Take(length)), baseOffset, budget, cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return record;
            }
        }
    }

    private static IEnumerable<KafkaRecord> Batch(KafkaBuffer batch, long baseOffset, ByteBudget budget, CancellationToken cancellationToken)
    {
        batch.Int32();
        if (batch.Int8() != Magic)
        {
            throw new ConnectorException(ConnectorFailure.Unsupported, "The topic has messages in a form from before Kafka 0.11, which is not read.");
        }

        batch.Int32();
        var attributes = batch.Int16();
        batch.Int32();
        var firstTimestamp = batch.Int64();
        batch.Take(8 + 8 + 2 + 4);
        var count = batch.Int32();
        if ((attributes & ControlBatch) != 0)
        {
            yield break;
        }

        var records = Unpack(batch, attributes & CompressionMask, budget, cancellationToken);
        for (var i = 0; i < count; i++)
        {
            yield return Record(new KafkaBuffer(records.Take(records.Varint())), baseOffset, firstTimestamp, budget);
        }
    }

    private static KafkaRecord Record(KafkaBuffer record, long baseOffset, long firstTimestamp, ByteBudget budget)
    {
        record.Int8();
        var timestamp = firstTimestamp + record.Varint();
        var offset = baseOffset + record.Varint();
        var (key, value) = (record.VarintBytes(), record.VarintBytes());
        var headers = new List<(string, byte[]?)>();
        for (var left = record.Varint(); left > 0; left--)
        {
            budget.Take(HeaderBytes);
            headers.Add((System.Text.Encoding.UTF8.GetString(record.VarintBytes() ?? []), record.VarintBytes()));
        }

        return new KafkaRecord(offset, timestamp, key, value, headers);
    }

    private static KafkaBuffer Unpack(KafkaBuffer batch, int compression, ByteBudget budget, CancellationToken cancellationToken)
    {
        var packed = batch.Take(batch.Left);
        if (compression == 0)
        {
            budget.Take(packed.Length);
            return new KafkaBuffer(packed);
        }

        if (compression != Gzip)
        {
            throw new ConnectorException(
                ConnectorFailure.Unsupported,
                $"The topic's messages are compressed with {compression switch { 2 => "snappy", 3 => "lz4", 4 => "zstd", _ => "an unknown method" }}, which is not read yet; gzip is.");
        }

        using var gzip = new GZipStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        var chunk = new byte[81920];
        for (int read; (read = gzip.Read(chunk)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            budget.Take(read);
            unpacked.Write(chunk, 0, read);
        }

        return new KafkaBuffer(unpacked.ToArray());
    }
}
