using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Qwak.Connectors;

namespace Qwak.Server.DataSources.Parquet;

/// <summary>How Parquet keeps a value.</summary>
internal enum PhysicalType
{
    Boolean = 0,
    Int32 = 1,
    Int64 = 2,
    Double = 5,
    ByteArray = 6,
    FixedLengthByteArray = 7,
}

/// <summary>What the cells of a column are in a Parquet file.</summary>
/// <param name="Physical">How a value is kept.</param>
/// <param name="Encode">A value's bytes, or null where the type cannot hold it exactly.</param>
/// <param name="Annotate">Says in the schema's element what the bytes mean: its fields 6 to 10.</param>
internal sealed record CellType(PhysicalType Physical, Func<object, byte[]?> Encode, Action<ThriftWriter> Annotate)
{
    // Numbers of the format's unions LogicalType and TimeUnit.
    private const int StringLogical = 1;
    private const int DecimalLogical = 5;
    private const int DateLogical = 6;
    private const int TimeLogical = 7;
    private const int TimestampLogical = 8;
    private const int Microseconds = 2;

    // Those of ConvertedType, which older readers know.
    private const int Utf8Converted = 0;
    private const int DecimalConverted = 5;
    private const int DateConverted = 6;
    private const int UtcMicrosecondsConverted = 10;

    /// <summary>Holds every cell, as JSON shows it.</summary>
    public static readonly CellType Text = new(
        PhysicalType.ByteArray,
        cell => Sized(Encoding.UTF8.GetBytes(Shown(cell))),
        element => element.Int(6, Utf8Converted).Struct(10, logical => logical.Struct(StringLogical, Nothing)));

    private static readonly CellType Boolean = new(PhysicalType.Boolean, cell => cell is bool flag ? [flag ? (byte)1 : (byte)0] : null, Nothing);
    private static readonly CellType Integer = new(PhysicalType.Int64, cell => Long(cell as long?), Nothing);
    private static readonly CellType Binary = new(PhysicalType.ByteArray, cell => cell is byte[] bytes ? Sized(bytes) : null, Nothing);

    private static readonly CellType Float = new(
        PhysicalType.Double,
        cell => cell switch
        {
            double number => Double(number),
            float number => Double(number),
            _ => null,
        },
        Nothing);

    private static readonly CellType Date = new(
        PhysicalType.Int32,
        cell => cell is string text && EpochCount.Days(text) is { } days ? Int(days) : null,
        element => element.Int(6, DateConverted).Struct(10, logical => logical.Struct(DateLogical, Nothing)));

    private static readonly CellType Time = new(
        PhysicalType.Int64,
        cell => cell is string text ? Long(EpochCount.TimeOfDay(text)) : null,
        element => element.Struct(10, logical => logical.Struct(TimeLogical, OfMicroseconds(isUtc: false))));

    private static readonly CellType Timestamp = new(
        PhysicalType.Int64,
        cell => cell is string text ? Long(EpochCount.Timestamp(text)) : null,
        element => element.Struct(10, logical => logical.Struct(TimestampLogical, OfMicroseconds(isUtc: false))));

    private static readonly CellType Instant = new(
        PhysicalType.Int64,
        cell => cell is string text ? Long(EpochCount.Instant(text)) : null,
        element => element.Int(6, UtcMicrosecondsConverted).Struct(10, logical => logical.Struct(TimestampLogical, OfMicroseconds(isUtc: true))));

    /// <summary>The bytes of each value, where there are always as many.</summary>
    public int? Length { get; private init; }

    /// <summary>The type of a kind of column; null when it depends on the cells, and they do not fit.</summary>
    public static CellType? Of(ColumnKind kind, IEnumerable<object?> cells) => kind switch
    {
        ColumnKind.Boolean => Boolean,
        ColumnKind.Integer => Integer,
        ColumnKind.Float => Float,
        ColumnKind.Decimal => DecimalCells.Type(cells),
        ColumnKind.String or ColumnKind.Nested => Text,
        ColumnKind.Binary => Binary,
        ColumnKind.Date => Date,
        ColumnKind.Time => Time,
        ColumnKind.Timestamp => Timestamp,
        ColumnKind.Instant => Instant,
    };

    public static CellType Decimal(int precision, int scale, int length, Func<object, byte[]> encode) => new(
        PhysicalType.FixedLengthByteArray,
        encode,
        element => element.Int(6, DecimalConverted).Int(7, scale).Int(8, precision)
            .Struct(10, logical => logical.Struct(DecimalLogical, numbers => numbers.Int(1, scale).Int(2, precision))))
    {
        Length = length,
    };

    private static void Nothing(ThriftWriter fields)
    {
    }

    private static Action<ThriftWriter> OfMicroseconds(bool isUtc) => time => time.Bool(1, isUtc).Struct(2, unit => unit.Struct(Microseconds, Nothing));

    private static string Shown(object cell) => cell switch
    {
        bool flag => flag ? "true" : "false",
        byte[] bytes => Convert.ToBase64String(bytes),
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture)!,
    };

    private static byte[] Int(int number)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }

    private static byte[]? Long(long? number)
    {
        if (number is not { } value)
        {
            return null;
        }

        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Double(double number)
    {
        var bytes = new byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, number);
        return bytes;
    }

    private static byte[] Sized(byte[] bytes) => [.. Int(bytes.Length), .. bytes];
}
