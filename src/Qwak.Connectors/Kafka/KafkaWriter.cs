using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Qwak.Connectors.Kafka;

/// <summary>Kafka's primitive types as they are written: big-endian, texts and bytes after their length.</summary>
internal sealed class KafkaWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public KafkaWriter Int8(sbyte value)
    {
        _buffer.Write([(byte)value]);
        return this;
    }

    public KafkaWriter Int16(short value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteInt16BigEndian(bytes, value);
        _buffer.Write(bytes);
        return this;
    }

    public KafkaWriter Int32(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        _buffer.Write(bytes);
        return this;
    }

    public KafkaWriter Int64(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        _buffer.Write(bytes);
        return this;
    }

    public KafkaWriter Text(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Int16(bytes.Length <= short.MaxValue
            ? (short)bytes.Length
            : throw new ConnectorException(ConnectorFailure.Definition, $"A name in the source's definition has more than {short.MaxValue} bytes."));
        _buffer.Write(bytes);
        return this;
    }

    public KafkaWriter Bytes(ReadOnlySpan<byte> value)
    {
        Int32(value.Length);
        _buffer.Write(value);
        return this;
    }

    public KafkaWriter Array<T>(IReadOnlyCollection<T> items, Action<T> write)
    {
        Int32(items.Count);
        foreach (var item in items)
        {
            write(item);
        }

        return this;
    }
}
