using System.Globalization;
using System.Numerics;

namespace Qwak.Connectors;

/// <summary>Dates and times as ISO 8601, from counts since 1970. With integers: a double has no nine decimals beside today's seconds.</summary>
internal static class EpochText
{
    private static readonly BigInteger First = new DateTimeOffset(DateTime.MinValue, TimeSpan.Zero).ToUnixTimeSeconds();
    private static readonly BigInteger Last = new DateTimeOffset(DateTime.MaxValue, TimeSpan.Zero).ToUnixTimeSeconds();

    /// <summary>A moment without its zone. What no calendar holds stays a number.</summary>
    /// <param name="units">Seconds since 1970, times ten to the power of the digits.</param>
    /// <param name="digits">So many stand after the seconds' point.</param>
    public static string Moment(BigInteger units, int digits)
    {
        var unit = BigInteger.Pow(10, digits);
        var seconds = BigInteger.DivRem(units, unit, out var fraction);
        if (fraction < 0)
        {
            (seconds, fraction) = (seconds - 1, fraction + unit);
        }

        if (seconds < First || seconds > Last)
        {
            return units.ToString(CultureInfo.InvariantCulture);
        }

        var text = DateTime.UnixEpoch.AddSeconds((long)seconds).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        return digits == 0 ? text : $"{text}.{fraction.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0')}";
    }

    public static string Date(long days)
    {
        var text = Moment(new BigInteger(days) * 86400, 0);
        return text.Contains('T') ? text[..10] : days.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A time of day, or the number where it is none.</summary>
    public static string Time(long units, int digits)
    {
        var text = Moment(units, digits);
        return text.StartsWith("1970-01-01T", StringComparison.Ordinal) ? text[11..] : units.ToString(CultureInfo.InvariantCulture);
    }
}
