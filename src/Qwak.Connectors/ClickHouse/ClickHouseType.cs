using System.Globalization;
using System.Text.Json;

namespace Qwak.Connectors.ClickHouse;

/// <summary>A type of ClickHouse's, and how its cells are read. Numbers come as JSON numbers, whatever their length.</summary>
internal sealed record ClickHouseType(ColumnKind Kind, Func<JsonElement, object> Read)
{
    // A wrapper costs as much time as the type is long, and the server chooses both.
    private const int LongestUnwrapped = 4096;

    // They change how a value is kept, and not what it is.
    private static readonly string[] Wrappers = ["Nullable", "LowCardinality"];

    public static ClickHouseType Of(string type)
    {
        var inner = type.Length > LongestUnwrapped ? type : Unwrapped(type);
        return inner.Split('(')[0] switch
        {
            "Bool" => new(ColumnKind.Boolean, cell => cell.GetBoolean()),
            "Int8" or "Int16" or "Int32" or "Int64" or "UInt8" or "UInt16" or "UInt32" =>
                new(ColumnKind.Integer, cell => long.Parse(Text(cell), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)),
            "UInt64" or "Int128" or "UInt128" or "Int256" or "UInt256" => new(ColumnKind.Decimal, Text),
            ['D', 'e', 'c', 'i', 'm', 'a', 'l', ..] => new(ColumnKind.Decimal, Text),
            "Float32" or "BFloat16" => new(ColumnKind.Float, cell => float.Parse(Number(cell), CultureInfo.InvariantCulture)),
            "Float64" => new(ColumnKind.Float, cell => double.Parse(Number(cell), CultureInfo.InvariantCulture)),
            "Date" or "Date32" => new(ColumnKind.Date, Text),
            "Time" or "Time64" => new(ColumnKind.Time, Text),
            "DateTime" or "DateTime64" => new(ColumnKind.Instant, Text),
            "Array" or "Tuple" or "Map" or "Nested" or "JSON" or "Object" or "Variant" or "Dynamic"
                or "Point" or "Ring" or "LineString" or "MultiLineString" or "Polygon" or "MultiPolygon" => new(ColumnKind.Nested, cell => cell.GetRawText()),
            _ => new(ColumnKind.String, Text),
        };
    }

    private static string Unwrapped(string type)
    {
        // SimpleAggregateFunction(sum, Int64) is kept as Int64.
        if (type.StartsWith("SimpleAggregateFunction(", StringComparison.Ordinal))
        {
            return Unwrapped(type[(type.IndexOf(", ", StringComparison.Ordinal) + 2)..^1]);
        }

        return Array.Find(Wrappers, wrapper => type.StartsWith($"{wrapper}(", StringComparison.Ordinal)) is { } outer
            ? Unwrapped(type[(outer.Length + 1)..^1])
            : type;
    }

    private static string Text(JsonElement cell) => cell.ValueKind == JsonValueKind.String ? cell.GetString()! : cell.GetRawText();

    private static string Number(JsonElement cell) => Text(cell) switch { "inf" => "Infinity", "-inf" => "-Infinity", "nan" or "-nan" => "NaN", var number => number };
}
