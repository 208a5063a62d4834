using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Qwak.Bench.Load;

/// <summary>
/// One, two and more processes on one PostgreSQL in turns: with the same connections spread over them, and with so many for each
/// of them. Beside each stands one process alone with as many connections as each has there: fewer make smaller groups, in one
/// process too. Those that are not loaded run on.
/// </summary>
internal static class Processes
{
    public static async Task CompareAsync(LoadOptions options, string folder, CancellationToken cancellationToken)
    {
        var services = new List<ServerProcess>();
        var authorities = new List<X509Certificate2>();
        try
        {
            for (var i = 0; i < options.Processes; i++)
            {
                services.Add(await Comparison.StartServiceAsync(options, Data(folder, i), services.FirstOrDefault(), cancellationToken));
                authorities.Add(X509CertificateLoader.LoadCertificateFromFile(Path.Combine(Data(folder, i), "ca.pem")));
            }

            var token = await Comparison.PrepareAsync(services[0], Data(folder, 0), authorities[0], cancellationToken);
            await using var database = await PostgreSql.OpenAsync(options.Store!, cancellationToken);
            Console.WriteLine("| door | processes × connections | reads/s | p50 ms | p99 ms | CPU µs/read of each process | to one alone | PostgreSQL's CPU µs/read | reads/commit |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
            foreach (var door in options.Doors)
            {
                var clients = services.Select((service, i) => Comparison.Clients(options, door, writes: false, service, authorities[i], token)).ToList();
                await CompareAsync(options, door, [.. services.Zip(clients)], database);
                clients.ForEach(ofOne => ofOne.ForEach(client => client.Dispose()));
            }
        }
        finally
        {
            foreach (var service in services)
            {
                await service.DisposeAsync();
            }

            authorities.ForEach(authority => authority.Dispose());
        }
    }

    private static async Task CompareAsync(
        LoadOptions options, string door, IReadOnlyList<(ServerProcess Service, List<Client> Clients)> loaded, PostgreSql database)
    {
        foreach (var (service, clients) in loaded)
        {
            await Measurement.TakeAsync(service, clients, options.WarmUp);
        }

        var counts = Enumerable.Range(1, loaded.Count).ToList();
        var turns = counts.Select(count => (Processes: 1, Each: options.Connections / count))
            .Concat(counts.Skip(1).Select(count => (Processes: count, Each: options.Connections / count)))
            .Concat(counts.Skip(1).Select(count => (Processes: count, Each: options.Connections)))
            .Select(turn => (turn.Processes, turn.Each, Taken: new List<Round>()))
            .ToList();
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var (processes, each, taken) in turns)
            {
                taken.Add(await Round.TakeAsync([.. loaded.Take(processes).Select(l => (l.Service, l.Clients[..each]))], database, options.Duration));
            }
        }

        foreach (var (processes, each, taken) in turns)
        {
            var median = Round.MedianOf(taken);
            var alone = Round.MedianOf(turns.First(turn => turn.Each == each).Taken).Together.ProcessorMicroseconds;
            var ofEach = median.Each.Select(m => m.ProcessorMicroseconds).ToList();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {door} | {processes} × {each} | {median.Together.RequestsPerSecond:F0} | {median.Together.Median.TotalMilliseconds:F1} | {median.Together.P99.TotalMilliseconds:F1} | {Join(ofEach, "F0")} | {Join(ofEach.Select(m => m / alone), "F2")} | {median.Database:F0} | {median.ReadsPerCommit:F1} |"));
        }
    }

    private static string Data(string folder, int process) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"data-{process}"));

    private static string Join(IEnumerable<double> figures, string format) =>
        string.Join(", ", figures.Select(figure => figure.ToString(format, CultureInfo.InvariantCulture)));

    /// <summary>One measurement of all processes that are loaded.</summary>
    /// <param name="Each">Of each process.</param>
    /// <param name="Together">Of all of them.</param>
    /// <param name="Database">PostgreSQL's CPU for each read, in microseconds.</param>
    /// <param name="ReadsPerCommit">How many reads shared one commit.</param>
    private sealed record Round(IReadOnlyList<Measurement> Each, Measurement Together, double Database, double ReadsPerCommit)
    {
        public static async Task<Round> TakeAsync(
            IReadOnlyList<(ServerProcess Service, List<Client> Clients)> loaded, PostgreSql database, TimeSpan duration)
        {
            var (processor, commits) = (database.ProcessorTime, await database.CommitsAsync());
            var each = await Task.WhenAll(loaded.Select(l => Measurement.TakeAsync(l.Service, l.Clients, duration)));
            var together = Measurement.Together(each);
            double reads = together.Durations.Count;
            return new Round(
                each, together, (database.ProcessorTime - processor).TotalMicroseconds / reads, reads / (await database.CommitsAsync() - commits));
        }

        public static Round MedianOf(IEnumerable<Round> rounds) =>
            rounds.OrderBy(round => round.Together.ProcessorMicroseconds).ToList() is var sorted ? sorted[sorted.Count / 2] : sorted[0];
    }
}
