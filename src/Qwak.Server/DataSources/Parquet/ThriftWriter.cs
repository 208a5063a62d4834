using System.Text;

namespace Qwak.Server.DataSources.Parquet;

/// <summary>
/// A structure in Thrift's compact form (github.com/apache/thrift, doc/specs/thrift-compact-protocol.md). Fields are written in
/// the order of their numbers.
/// </summary>
internal sealed class ThriftWriter
{
    private const int True = 1;
    private const int False = 2;
    private const int I32 = 5;
    private const int I64 = 6;
    private const int Binary = 8;
    private const int Array = 9;
    private const int Structure = 12;

    private readonly Stream _to;
    private int _last;

    private ThriftWriter(Stream to) => _to = to;

    public static void Write(Stream to, Action<ThriftWriter> fields)
    {
        fields(new ThriftWriter(to));
        to.WriteByte(0);
    }

    /// <summary>Seven bits to a byte, the lowest first.</summary>
    public static void Varint(Stream to, ulong number)
    {
        for (; number > 0x7f; number >>= 7)
        {
            to.WriteByte((byte)(number | 0x80));
        }

        to.WriteByte((byte)number);
    }

    public ThriftWriter Bool(int field, bool value) => Begin(field, value ? True : False);

    public ThriftWriter Int(int field, int value) => Begin(field, I32).Signed(value);

    public ThriftWriter Long(int field, long value) => Begin(field, I64).Signed(value);

    public ThriftWriter Text(int field, string value) => Begin(field, Binary).Sized(value);

    public ThriftWriter Struct(int field, Action<ThriftWriter> fields)
    {
        Begin(field, Structure);
        Write(_to, fields);
        return this;
    }

    public ThriftWriter Ints(int field, params IReadOnlyList<int> items) => List(field, I32, items, item => Signed(item));

    public ThriftWriter Texts(int field, params IReadOnlyList<string> items) => List(field, Binary, items, item => Sized(item));

    public ThriftWriter Structs(int field, params IReadOnlyList<Action<ThriftWriter>> items) => List(field, Structure, items, item => Write(_to, item));

    private ThriftWriter List<T>(int field, int type, IReadOnlyList<T> items, Action<T> write)
    {
        Begin(field, Array);
        if (items.Count < 15)
        {
            _to.WriteByte((byte)((items.Count << 4) | type));
        }
        else
        {
            _to.WriteByte((byte)(0xf0 | type));
            Varint(_to, (ulong)items.Count);
        }

        foreach (var item in items)
        {
            write(item);
        }

        return this;
    }

    private ThriftWriter Begin(int field, int type)
    {
        _to.WriteByte((byte)(((field - _last) << 4) | type));
        _last = field;
        return this;
    }

    private ThriftWriter Signed(long value)
    {
        Varint(_to, (ulong)((value << 1) ^ (value >> 63)));
        return this;
    }

    private ThriftWriter Sized(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Varint(_to, (ulong)bytes.Length);
        _to.Write(bytes);
        return this;
    }
}
