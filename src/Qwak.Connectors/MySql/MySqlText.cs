using System.Globalization;
using MySqlConnector;

namespace Qwak.Connectors.MySql;

/// <summary>Dates and times as ISO 8601, also those that no calendar has: 0000-00-00, 2026-02-00.</summary>
internal static class MySqlText
{
    public static string Date(MySqlDateTime value) =>
        string.Create(CultureInfo.InvariantCulture, $"{value.Year:D4}-{value.Month:D2}-{value.Day:D2}");

    public static string Timestamp(MySqlDateTime value) => string.Create(
        CultureInfo.InvariantCulture, $"{Date(value)}T{value.Hour:D2}:{value.Minute:D2}:{value.Second:D2}{Fraction(value.Microsecond)}");

    /// <summary>A time of day or a span, from -838:59:59 to 838:59:59.</summary>
    public static string Time(TimeSpan value)
    {
        var size = value.Duration();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(value < TimeSpan.Zero ? "-" : "")}{(int)size.TotalHours:D2}:{size.Minutes:D2}:{size.Seconds:D2}{Fraction((int)(size.Ticks / 10 % 1_000_000))}");
    }

    private static string Fraction(int microseconds) =>
        microseconds == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $".{microseconds:D6}").TrimEnd('0');
}
