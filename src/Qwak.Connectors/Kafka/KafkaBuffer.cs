using System.Buffers.Binary;
using System.Text;

namespace Qwak.Connectors.Kafka;

/// <summary>Reads what a broker sent. What is cut short or has an impossible length is not the protocol's.</summary>
internal sealed class KafkaBuffer(ReadOnlyMemory<byte> bytes)
{
    // An item takes more memory than the one byte that it may have here.
    private const int MostItems = 100_000;

    private int _position;

    public int Left => bytes.Length - _position;

    public sbyte Int8() => (sbyte)Take(1).Span[0];

    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(2).Span);

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(4).Span);

    public long Int64() => BinaryPrimitives.ReadInt64BigEndian(Take(8).Span);

    public string Text() => NullableText() ?? throw Broken();

    public string? NullableText() => Int16() is var length and >= 0 ? Encoding.UTF8.GetString(Take(length).Span) : null;

    public ReadOnlyMemory<byte> Bytes() => Int32() is var length and > 0 ? Take(length) : default;

    /// <summary>Reads each item of an array; none of one that is null.</summary>
    public List<T> Array<T>(Func<T> read)
    {
        var count = Int32();
        if (count > Math.Min(Left, MostItems))
        {
            throw Broken();
        }

        var items = new List<T>();
        for (var i = 0; i < count; i++)
        {
            items.Add(read());
        }

        return items;
    }

    /// <summary>A zigzag number of a record.</summary>
    public long Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1).Span[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        throw Broken();
    }

    /// <summary>Bytes of a record, after their length; null for none.</summary>
    public byte[]? VarintBytes() => Varint() is var length and >= 0 ? Take(length).ToArray() : null;

    public ReadOnlyMemory<byte> Take(long length)
    {
        if (length < 0 || length > Left)
        {
            throw Broken();
        }

        var taken = bytes.Slice(_position, (int)length);
        _position += (int)length;
        return taken;
    }

    private static ConnectorException Broken() => new(ConnectorFailure.Protocol, "A broker does not speak as Kafka does.");
}
