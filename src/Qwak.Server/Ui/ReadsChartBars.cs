namespace Qwak.Server.Ui;

/// <summary>The bars of a chart of reads for each day. Public, as Razor makes components.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Total">Reads and uses of all days.</param>
/// <param name="Most">Of the busiest day; 0 when there were none.</param>
/// <param name="Bars">One for each day that had any.</param>
public sealed record ReadsChartBars(DateOnly From, DateOnly To, long Total, long Most, IReadOnlyList<ReadsChartBar> Bars)
{
    public const int Step = 10;
    public const int Height = 120;

    public int Width => (To.DayNumber - From.DayNumber + 1) * Step;

    public static ReadsChartBars Of(SecretUsage usage, DateOnly today, int days)
    {
        var from = today.AddDays(1 - days);
        var counts = usage.Reads.Where(day => day.Day >= from && day.Day <= today).Select(day => (day.Day, Count: day.Reads + day.Uses)).Where(day => day.Count > 0).ToList();
        var most = counts.Select(day => day.Count).DefaultIfEmpty(0).Max();
        return new ReadsChartBars(from, today, counts.Sum(day => day.Count), most, [.. counts.Select(day => Bar(day.Day, day.Count))]);

        // The smallest bar is still seen beside the highest.
        ReadsChartBar Bar(DateOnly day, long count) =>
            new(day, count, (day.DayNumber - from.DayNumber) * Step, (int)Math.Max(3, count * Height / most));
    }
}

/// <summary>One day's bar.</summary>
public sealed record ReadsChartBar(DateOnly Day, long Count, int X, int Height);
