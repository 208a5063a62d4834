using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Qwak.Bench.Load;

/// <summary>
/// One, two and more processes on one PostgreSQL in turns: with the same connections spread over them, and with so many for each
/// of them. Beside each stands one process alone with as many connections as each has there: fewer make smaller groups, in one
/// process too. Those that are not loaded run on. With databases of their own for the others, as many processes that share nothing
/// but the machine stand beside those that share a store.
/// </summary>
internal static class Processes
{
    public static async Task CompareAsync(LoadOptions options, string folder, CancellationToken cancellationToken)
    {
        await using var all = new Fleet(options, folder);
        for (var i = 0; i < options.Processes; i++)
        {
            await all.StartAsync(options.Store!, all.Services.FirstOrDefault(), cancellationToken);
        }

        foreach (var store in options.Apart)
        {
            await all.StartAsync(store, first: null, cancellationToken);
        }

        await using var database = await PostgreSql.OpenAsync(options.Store!, cancellationToken);
        Console.WriteLine("| door | processes × connections | reads/s | p50 ms | p99 ms | CPU µs/read of each process | to one alone | PostgreSQL's CPU µs/read | reads/commit |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var door in options.Doors)
        {
            var loaded = all.Clients(door);
            await CompareAsync(options, door, loaded, database);
            loaded.ForEach(l => l.Clients.ForEach(client => client.Dispose()));
        }
    }

    private static async Task CompareAsync(LoadOptions options, string door, List<Loaded> loaded, PostgreSql database)
    {
        foreach (var (service, clients) in loaded)
        {
            await Measurement.TakeAsync(service, clients, options.WarmUp);
        }

        var (shared, apart) = (loaded[..options.Processes], loaded[options.Processes..]);
        var counts = Enumerable.Range(1, shared.Count).ToList();
        var turns = counts.Select(count => new Turn("", shared[..1], options.Connections / count))
            .Concat(counts.Skip(1).Select(count => new Turn("", shared[..count], options.Connections / count)))
            .Concat(counts.Skip(1).Select(count => new Turn("", shared[..count], options.Connections)))
            .Concat(counts.Skip(1).Where(_ => apart.Count > 0).Select(count => new Turn(" apart", [shared[0], .. apart[..(count - 1)]], options.Connections)))
            .ToList();
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var turn in turns)
            {
                turn.Taken.Add(await Round.TakeAsync([.. turn.Loaded.Select(l => l with { Clients = l.Clients[..turn.Each] })], database, options.Duration, options.Pause));
            }
        }

        foreach (var turn in turns)
        {
            var median = Round.MedianOf(turn.Taken);
            var alone = Round.MedianOf(turns.First(other => other.Each == turn.Each).Taken).Together.ProcessorMicroseconds;
            var ofEach = median.Each.Select(m => m.ProcessorMicroseconds).ToList();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {door} | {turn.Loaded.Count} × {turn.Each}{turn.How} | {median.Together.RequestsPerSecond:F0} | {median.Together.Median.TotalMilliseconds:F1} | {median.Together.P99.TotalMilliseconds:F1} | {Join(ofEach, "F0")} | {Join(ofEach.Select(m => m / alone), "F2")} | {median.Database:F0} | {median.ReadsPerCommit:F1} |"));
        }
    }

    private static string Join(IEnumerable<double> figures, string format) =>
        string.Join(", ", figures.Select(figure => figure.ToString(format, CultureInfo.InvariantCulture)));

    /// <summary>Which processes are loaded at once, with how many connections each.</summary>
    private sealed record Turn(string How, List<Loaded> Loaded, int Each)
    {
        public List<Round> Taken { get; } = [];
    }

    private sealed record Loaded(ServerProcess Service, List<Client> Clients);

    /// <summary>The processes, and what their clients need.</summary>
    private sealed class Fleet(LoadOptions options, string folder) : IAsyncDisposable
    {
        private readonly List<(X509Certificate2 Authority, string Token)> _access = [];

        public List<ServerProcess> Services { get; } = [];

        /// <param name="store">Its database.</param>
        /// <param name="first">The first process on it; null for this one.</param>
        /// <param name="cancellationToken">Cancels the start.</param>
        public async Task StartAsync(string store, ServerProcess? first, CancellationToken cancellationToken)
        {
            var data = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"data-{Services.Count}"));
            var service = await Comparison.StartServiceAsync(options with { Store = store }, data, first, cancellationToken);
            Services.Add(service);
            var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(data, "ca.pem"));
            _access.Add((authority, first is null ? await Comparison.PrepareAsync(service, data, authority, cancellationToken) : _access[0].Token));
        }

        public List<Loaded> Clients(string door) =>
            [.. Services.Zip(_access, (service, access) => new Loaded(service, Comparison.Clients(options, door, writes: false, service, access.Authority, access.Token)))];

        public async ValueTask DisposeAsync()
        {
            foreach (var service in Services)
            {
                await service.DisposeAsync();
            }

            _access.ForEach(access => access.Authority.Dispose());
        }
    }

    /// <summary>One measurement of all processes that are loaded.</summary>
    /// <param name="Each">Of each process.</param>
    /// <param name="Together">Of all of them.</param>
    /// <param name="Database">PostgreSQL's CPU for each read, in microseconds.</param>
    /// <param name="ReadsPerCommit">How many reads shared one commit.</param>
    private sealed record Round(IReadOnlyList<Measurement> Each, Measurement Together, double Database, double ReadsPerCommit)
    {
        public static async Task<Round> TakeAsync(
            IReadOnlyList<Loaded> loaded, PostgreSql database, TimeSpan duration, TimeSpan pause)
        {
            var (processor, commits) = (database.ProcessorTime, await database.CommitsAsync());
            var each = await Task.WhenAll(loaded.Select(l => Measurement.TakeAsync(l.Service, l.Clients, duration, pause)));
            var together = Measurement.Together(each);
            double reads = together.Durations.Count;
            return new Round(
                each, together, (database.ProcessorTime - processor).TotalMicroseconds / reads, reads / (await database.CommitsAsync() - commits));
        }

        public static Round MedianOf(IEnumerable<Round> rounds) =>
            rounds.OrderBy(round => round.Together.ProcessorMicroseconds).ToList() is var sorted ? sorted[sorted.Count / 2] : sorted[0];
    }
}
