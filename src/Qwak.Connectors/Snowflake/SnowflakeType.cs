using System.Globalization;
using System.Numerics;

namespace Qwak.Connectors.Snowflake;

/// <summary>
/// A type of Snowflake's, and how its cells are read. All cells come as text: numbers as digits, moments as seconds since
/// 1970 with up to nine decimals, an offset in minutes from -1440 after them, binaries in hexadecimal.
/// </summary>
internal sealed record SnowflakeType(ColumnKind Kind, string Name, Func<string, object> Read)
{
    // Each integer of so many digits fits into a long.
    private const int LongDigits = 18;

    public static SnowflakeType Of(SnowflakeColumn column)
    {
        var scale = column.Scale ?? 0;
        return column.Type.ToLowerInvariant() switch
        {
            "fixed" when scale == 0 && column.Precision is <= LongDigits =>
                new(ColumnKind.Integer, $"number({column.Precision},0)", cell => long.Parse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)),
            "fixed" => new(ColumnKind.Decimal, $"number({column.Precision},{scale})", cell => cell),
            "real" => new(ColumnKind.Float, "float", cell => double.Parse(Infinite(cell), CultureInfo.InvariantCulture)),
            "boolean" => new(ColumnKind.Boolean, "boolean", cell => cell is "1" or "true" or "TRUE"),
            "date" => new(ColumnKind.Date, "date", cell => EpochText.Date(long.Parse(cell, CultureInfo.InvariantCulture))),
            "time" => new(ColumnKind.Time, "time", cell => Moment(cell, scale)[11..]),
            "timestamp_ntz" => new(ColumnKind.Timestamp, "timestamp_ntz", cell => Moment(cell, scale)),
            "timestamp_ltz" => new(ColumnKind.Instant, "timestamp_ltz", cell => Moment(cell, scale) + "Z"),
            "timestamp_tz" => new(ColumnKind.Instant, "timestamp_tz", cell => MomentWithOffset(cell, scale)),
            "binary" => new(ColumnKind.Binary, "binary", Convert.FromHexString),
            var nested and ("variant" or "object" or "array" or "map") => new(ColumnKind.Nested, nested, cell => cell),
            var other => new(ColumnKind.String, other == "text" ? "varchar" : other, cell => cell),
        };
    }

    private static string Infinite(string cell) => cell switch { "inf" => "Infinity", "-inf" => "-Infinity", _ => cell };

    private static string MomentWithOffset(string cell, int scale)
    {
        var parts = cell.Split(' ');
        var minutes = int.Parse(parts[1], CultureInfo.InvariantCulture) - 1440;
        var (hour, minute) = Math.DivRem(Math.Abs(minutes), 60);
        return string.Create(CultureInfo.InvariantCulture, $"{Moment(parts[0], scale, minutes)}{(minutes < 0 ? '-' : '+')}{hour:D2}:{minute:D2}");
    }

    private static string Moment(string seconds, int scale, int offsetMinutes = 0)
    {
        var point = seconds.IndexOf('.');
        var digits = point < 0 ? "" : seconds[(point + 1)..];
        var units = BigInteger.Parse((point < 0 ? seconds : seconds[..point]) + digits.PadRight(scale, '0')[..scale], CultureInfo.InvariantCulture);
        return EpochText.Moment(units + (offsetMinutes * 60 * BigInteger.Pow(10, scale)), scale);
    }
}
