using System.Diagnostics;
using System.Globalization;
using System.Net;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Load;

/// <summary>Readers over REST, each on a connection of its own, one request after the other.</summary>
internal sealed class Probe : IDisposable
{
    private readonly List<HttpClient> _readers = [];

    public static async Task<Probe> OpenAsync(ServerProcess server, int readers)
    {
        var probe = new Probe();
        var first = await server.NewRestAsync();
        probe._readers.Add(first);
        for (var i = 1; i < readers; i++)
        {
            probe._readers.Add(server.NewRest(first.DefaultRequestHeaders.Authorization!));
        }

        // The handshakes are not what is measured.
        await Parallel.ForEachAsync(probe._readers, async (reader, cancellationToken) => (await reader.GetAsync("/health/live", cancellationToken)).Dispose());
        return probe;
    }

    public HttpClient First => _readers[0];

    public async Task<Readings> ReadAsync(string name, TimeSpan duration)
    {
        var start = Stopwatch.GetTimestamp();
        var taken = await Task.WhenAll(_readers.Select(reader => Task.Run(() => ReadAsync(reader, name, start, duration))));
        return new Readings([.. taken.SelectMany(t => t.Served).Order()], taken.Sum(t => t.Refused), Stopwatch.GetElapsedTime(start));
    }

    public void Dispose() => _readers.ForEach(reader => reader.Dispose());

    private static async Task<(List<TimeSpan> Served, int Refused)> ReadAsync(HttpClient reader, string name, long start, TimeSpan duration)
    {
        var (served, refused) = (new List<TimeSpan>(), 0);
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await reader.GetAsync($"/api/v1/environments/default/secrets/{name}/value");
            if (answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
            {
                Assert.NotNull(answer.Headers.RetryAfter);
                refused++;
                continue;
            }

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            served.Add(Stopwatch.GetElapsedTime(began));
        }

        return (served, refused);
    }
}

/// <summary>What readers saw: how long the served requests took, in order, and how many were refused.</summary>
internal sealed record Readings(IReadOnlyList<TimeSpan> Served, int Refused, TimeSpan Elapsed)
{
    public TimeSpan Median => Served[Served.Count / 2];

    public TimeSpan P99 => Served[(int)(Served.Count * 0.99)];

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Served.Count / Elapsed.TotalSeconds:F0} served a second, p50 {Median.TotalMilliseconds:F1} ms, p99 {P99.TotalMilliseconds:F1} ms, {Refused} refused");
}
