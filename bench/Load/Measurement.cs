using System.Diagnostics;

namespace Qwak.Bench.Load;

/// <summary>What one server did under load, or several together.</summary>
/// <param name="Durations">Of each request in ticks, the shortest first.</param>
/// <param name="Elapsed">How long it was loaded.</param>
/// <param name="Processor">User and system time that it used meanwhile.</param>
internal sealed record Measurement(IReadOnlyList<long> Durations, TimeSpan Elapsed, TimeSpan Processor)
{
    public double RequestsPerSecond => Durations.Count / Elapsed.TotalSeconds;

    public TimeSpan Median => Stopwatch.GetElapsedTime(0, Durations[Durations.Count / 2]);

    public TimeSpan P99 => Stopwatch.GetElapsedTime(0, Durations[(int)(Durations.Count * 0.99)]);

    /// <summary>Of the server, for each request.</summary>
    public double ProcessorMicroseconds => Processor.TotalMicroseconds / Durations.Count;

    public static async Task<Measurement> TakeAsync(ServerProcess server, IReadOnlyList<Client> clients, TimeSpan duration, TimeSpan pause = default)
    {
        var durations = clients.Select(_ => new List<long>()).ToList();
        var (processor, start) = (server.ProcessorTime, Stopwatch.GetTimestamp());
        var until = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(clients.Select((client, i) => Task.Run(() => client.RunAsync(until, durations[i], pause))));
        var (elapsed, used) = (Stopwatch.GetElapsedTime(start), server.ProcessorTime - processor);
        return new Measurement([.. durations.SelectMany(d => d).Order()], elapsed, used);
    }

    /// <summary>Of servers that were loaded at the same time.</summary>
    public static Measurement Together(IReadOnlyCollection<Measurement> taken) => new(
        [.. taken.SelectMany(m => m.Durations).Order()], taken.Max(m => m.Elapsed), TimeSpan.FromTicks(taken.Sum(m => m.Processor.Ticks)));

    public static Measurement MedianOf(IEnumerable<Measurement> measurements) =>
        measurements.OrderBy(m => m.ProcessorMicroseconds).ToList() is var sorted ? sorted[sorted.Count / 2] : throw new UnreachableException();
}
