using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Parquet.Meta;
using Type = Parquet.Meta.Type;

namespace Qwak.Connectors.Parquet;

/// <summary>
/// What a leaf holds, by its annotations, and how a cell is made of the value as the file keeps it: a number, a truth value or bytes.
/// </summary>
internal sealed record ParquetType(ColumnKind Kind, string Name, Func<object, object> Read)
{
    private const int JulianDayOf1970 = 2440588;
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    public static ParquetType Of(SchemaElement element) =>
        OfDecimal(element) ?? OfTime(element) ?? OfInteger(element) ?? OfText(element) ?? OfPhysical(element);

    private static ParquetType? OfDecimal(SchemaElement element)
    {
        if (element.LogicalType?.DECIMAL is null && element.ConvertedType != ConvertedType.DECIMAL)
        {
            return null;
        }

        var scale = element.LogicalType?.DECIMAL?.Scale ?? element.Scale ?? 0;
        var precision = element.LogicalType?.DECIMAL?.Precision ?? element.Precision ?? 0;
        return scale is < 0 or > 1000
            ? throw new InvalidDataException("A decimal of a scale that is none.")
            : new(ColumnKind.Decimal, $"decimal({precision},{scale})", value => Decimal(Unscaled(value), scale));
    }

    private static ParquetType? OfTime(SchemaElement element) => (element.LogicalType, element.ConvertedType) switch
    {
        ({ DATE: not null }, _) or (_, ConvertedType.DATE) => new(ColumnKind.Date, "date", value => EpochText.Date((int)value)),
        ({ TIME: { } time }, _) => Time(Digits(time.Unit)),
        (_, ConvertedType.TIME_MILLIS) => Time(3),
        (_, ConvertedType.TIME_MICROS) => Time(6),
        ({ TIMESTAMP: { } timestamp }, _) => Timestamp(Digits(timestamp.Unit), timestamp.IsAdjustedToUTC),
        (_, ConvertedType.TIMESTAMP_MILLIS) => Timestamp(3, isUtc: true),
        (_, ConvertedType.TIMESTAMP_MICROS) => Timestamp(6, isUtc: true),
        _ => null,
    };

    private static ParquetType? OfInteger(SchemaElement element)
    {
        var isUnsigned = element.LogicalType?.INTEGER?.IsSigned == false
            || element.ConvertedType is ConvertedType.UINT_8 or ConvertedType.UINT_16 or ConvertedType.UINT_32 or ConvertedType.UINT_64;
        return (element.Type, isUnsigned) switch
        {
            (Type.INT32, true) => new(ColumnKind.Integer, "uint32", value => (long)unchecked((uint)(int)value)),
            (Type.INT64, true) => new(ColumnKind.Decimal, "uint64", value => unchecked((ulong)(long)value).ToString(CultureInfo.InvariantCulture)),
            (Type.INT32, _) => new(ColumnKind.Integer, "int32", value => (long)(int)value),
            (Type.INT64, _) => new(ColumnKind.Integer, "int64", value => value),
            _ => null,
        };
    }

    private static ParquetType? OfText(SchemaElement element) => (element.LogicalType, element.ConvertedType) switch
    {
        ({ STRING: not null } or { ENUM: not null }, _) or (_, ConvertedType.UTF8 or ConvertedType.ENUM) => new(ColumnKind.String, "string", Text),
        ({ JSON: not null }, _) or (_, ConvertedType.JSON) => new(ColumnKind.Nested, "json", Text),
        ({ UUID: not null }, _) => new(ColumnKind.String, "uuid", value => new Guid(Bytes(value, 16), bigEndian: true).ToString()),
        ({ FLOAT16: not null }, _) => new(ColumnKind.Float, "float16", value => (float)BinaryPrimitives.ReadHalfLittleEndian(Bytes(value, 2))),
        (_, ConvertedType.INTERVAL) => new(ColumnKind.String, "interval", Interval),
        _ => null,
    };

    private static ParquetType OfPhysical(SchemaElement element) => element.Type switch
    {
        Type.BOOLEAN => new(ColumnKind.Boolean, "boolean", value => value),
        Type.FLOAT => new(ColumnKind.Float, "float", value => value),
        Type.DOUBLE => new(ColumnKind.Float, "double", value => value),
        Type.INT96 => new(ColumnKind.Timestamp, "int96", value => JulianMoment(Bytes(value, 12))),
        _ => new(ColumnKind.Binary, "binary", value => Bytes(value).ToArray()),
    };

    private static ParquetType Time(int digits) => new(ColumnKind.Time, $"time({digits})", value => EpochText.Time(Number(value), digits));

    private static ParquetType Timestamp(int digits, bool isUtc) => isUtc
        ? new(ColumnKind.Instant, $"timestamp({digits}, UTC)", value => EpochText.Moment(Number(value), digits) is var text && text.Contains('T') ? text + "Z" : text)
        : new(ColumnKind.Timestamp, $"timestamp({digits})", value => EpochText.Moment(Number(value), digits));

    private static int Digits(TimeUnit? unit) => unit switch
    {
        { MILLIS: not null } => 3,
        { MICROS: not null } => 6,
        { NANOS: not null } => 9,
        _ => throw new InvalidDataException("A time of an unknown unit."),
    };

    private static long Number(object value) => value is int number ? number : (long)value;

    private static BigInteger Unscaled(object value) => value is ReadOnlyMemory<byte> bytes
        ? new BigInteger(bytes.Span, isUnsigned: false, isBigEndian: true)
        : Number(value);

    private static string Decimal(BigInteger unscaled, int scale)
    {
        var digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var point = digits.Length - scale;
        return (unscaled.Sign < 0 ? "-" : "") + digits[..point] + (scale == 0 ? "" : $".{digits[point..]}");
    }

    private static string Text(object value) => Utf8.GetString(Bytes(value));

    // Nanoseconds of the day, then the day, counted as astronomers do. Who wrote it knows the zone.
    private static string JulianMoment(ReadOnlySpan<byte> bytes) => EpochText.Moment(
        ((BigInteger)(BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]) - JulianDayOf1970) * 86_400_000_000_000) + BinaryPrimitives.ReadInt64LittleEndian(bytes), 9);

    private static string Interval(object value)
    {
        var bytes = Bytes(value, 12);
        var (months, days, milliseconds) = (
            BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]));
        return string.Create(CultureInfo.InvariantCulture, $"P{months}M{days}DT{milliseconds / 1000}.{milliseconds % 1000:D3}S");
    }

    private static ReadOnlySpan<byte> Bytes(object value, int length = 0)
    {
        var bytes = ((ReadOnlyMemory<byte>)value).Span;
        return length == 0 || bytes.Length == length ? bytes : throw new InvalidDataException("A value of another length than its type's.");
    }
}
