using System.Diagnostics;

namespace Qwak.Bench.Load;

/// <summary>What one server did under load.</summary>
internal sealed record Measurement(double RequestsPerSecond, TimeSpan Median, TimeSpan P99, double ProcessorMicroseconds)
{
    public static async Task<Measurement> TakeAsync(ServerProcess server, IReadOnlyList<Client> clients, TimeSpan duration)
    {
        var durations = clients.Select(_ => new List<long>()).ToList();
        var (processor, start) = (server.ProcessorTime, Stopwatch.GetTimestamp());
        var until = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(clients.Select((client, i) => Task.Run(() => client.RunAsync(until, durations[i]))));
        var (elapsed, used) = (Stopwatch.GetElapsedTime(start), server.ProcessorTime - processor);

        var all = durations.SelectMany(d => d).Order().ToList();
        return new Measurement(
            all.Count / elapsed.TotalSeconds,
            Stopwatch.GetElapsedTime(0, all[all.Count / 2]),
            Stopwatch.GetElapsedTime(0, all[(int)(all.Count * 0.99)]),
            used.TotalMicroseconds / all.Count);
    }

    public static Measurement MedianOf(IEnumerable<Measurement> measurements) =>
        measurements.OrderBy(m => m.ProcessorMicroseconds).ToList() is var sorted ? sorted[sorted.Count / 2] : throw new UnreachableException();
}
