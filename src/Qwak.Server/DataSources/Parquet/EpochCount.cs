using System.Globalization;
using System.Text.RegularExpressions;

namespace Qwak.Server.DataSources.Parquet;

/// <summary>Dates and times of ISO 8601 as counts, where a count holds them exactly; else null.</summary>
internal static partial class EpochCount
{
    /// <summary>Days since 1970.</summary>
    public static int? Days(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        ? date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber
        : null;

    /// <summary>Microseconds since midnight.</summary>
    public static long? TimeOfDay(string text) => Split(text) is { Zone: "" } parts
        && TimeOnly.TryParseExact(parts.Seconds, "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? (time.Ticks / TimeSpan.TicksPerMicrosecond) + parts.Microseconds
            : null;

    /// <summary>Microseconds since 1970 on a clock without a zone.</summary>
    public static long? Timestamp(string text) => Split(text) is { Zone: "" } parts ? Moment(parts.Seconds + "Z", parts.Microseconds) : null;

    /// <summary>Microseconds since 1970.</summary>
    public static long? Instant(string text) =>
        Split(text) is { Zone: not "" } parts ? Moment(parts.Seconds + parts.Zone, parts.Microseconds) : null;

    private static long? Moment(string text, int microseconds) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-ddTHH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? ((moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond) + microseconds
            : null;

    private static (string Seconds, int Microseconds, string Zone)? Split(string text) => Parts().Match(text) is { Success: true } match
        ? (match.Groups["seconds"].Value,
            int.Parse(match.Groups["micros"].Value.PadRight(6, '0'), CultureInfo.InvariantCulture),
            match.Groups["zone"].Value)
        : null;

    // Whatever follows the sixth digit of a second must be zero.
    [GeneratedRegex(@"^(?<seconds>[^.]+?)(\.(?<micros>[0-9]{1,6})0*)?(?<zone>Z|[+-][0-9]{2}:[0-9]{2})?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Parts();
}
