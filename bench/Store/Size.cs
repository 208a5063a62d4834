using System.Diagnostics;
using System.Globalization;
using Qwak.Bench.Load;
using Qwak.Core.Access;
using Qwak.Core.Environments;

namespace Qwak.Bench.Store;

internal sealed record SizeOptions(int Secrets, int Versions, int Connections, TimeSpan Duration, int Rounds, string Binaries, string? Folder);

/// <summary>A store of many secrets and one of a single secret, each served by a process of its own, measured in turn.</summary>
internal static class Size
{
    public static async Task<int> RunAsync(SizeOptions options, CancellationToken cancellationToken)
    {
        var folder = options.Folder ?? Directory.CreateTempSubdirectory("qwak-store-").FullName;
        try
        {
            var (many, one) = (Path.Combine(folder, "many"), Path.Combine(folder, "one"));
            var tokens = (Many: await FillAsync(many, options.Secrets, options.Versions), One: await FillAsync(one, 1, options.Versions));
            var start = Stopwatch.GetTimestamp();
            await using var small = await StartAsync(options, one, cancellationToken);
            var (smallStart, smallWork) = (Stopwatch.GetElapsedTime(start).TotalMilliseconds, small.ProcessorTime.TotalMilliseconds);
            start = Stopwatch.GetTimestamp();
            await using var large = await StartAsync(options, many, cancellationToken);
            var (largeStart, largeWork) = (Stopwatch.GetElapsedTime(start).TotalMilliseconds, large.ProcessorTime.TotalMilliseconds);
            Console.WriteLine(Line(
                $"start: {largeStart:F0} ms until it accepts connections, {largeWork:F0} of CPU, beside {smallStart:F0} and {smallWork:F0} with one secret"));

            using var smallClients = new Connections(options.Connections, small.Port, Path.Combine(one, "ca.pem"), tokens.One);
            using var largeClients = new Connections(options.Connections, large.Port, Path.Combine(many, "ca.pem"), tokens.Many);
            using var reader = new Connections(1, large.Port, Path.Combine(many, "ca.pem"), tokens.Many);
            string[] lists = ["", "?sort=name&order=desc", "?sort=updated&order=desc", "?sort=created", "?filter=99", $"?after={await CursorAsync(reader)}"];
            foreach (var list in lists.Where(list => list != "?after="))
            {
                var pages = await reader.RunAsync(options.Duration, (_, _) => new(HttpMethod.Get, "api/v1/environments/default/secrets" + list));
                Console.WriteLine(Line($"a page of {(list.Length == 0 ? "the list" : list)}: p50 {Writes.Milliseconds(pages, 0.5):F1} ms, p99 {Writes.Milliseconds(pages, 0.99):F1} ms"));
            }

            // Of one secret, of a thousand, of all: the more are read, the less of the store is in the processor's caches.
            int[] read = [1, Math.Min(1000, options.Secrets), options.Secrets];
            var (costs, ones) = (read.Select(_ => new List<double>()).ToArray(), new List<double>());
            for (var round = 0; round <= options.Rounds; round++)
            {
                var single = await CostAsync(small, smallClients, options, 1);
                var taken = new List<double>();
                foreach (var secrets in read)
                {
                    taken.Add(await CostAsync(large, largeClients, options, secrets));
                }

                if (round > 0)
                {
                    ones.Add(single);
                    taken.Zip(costs).ToList().ForEach(t => t.Second.Add(t.First));
                }
            }

            foreach (var (secrets, cost) in read.Zip(costs))
            {
                Console.WriteLine(Line($"a read of {secrets} of them: {Median(cost):F0} µs of CPU, beside {Median(ones):F0} of the only one: {Median(cost) / Median(ones):F2}"));
            }

            Console.WriteLine(Line($"memory: {large.WorkingSet / 1024 / 1024} MiB, beside {small.WorkingSet / 1024 / 1024} with one secret"));
            return 0;
        }
        finally
        {
            if (options.Folder is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task<string> FillAsync(string data, int secrets, int versions)
    {
        var start = Stopwatch.GetTimestamp();
        var (marker, what) = (data + ".filled", Line($"{secrets} secrets of {versions} versions"));
        var isFilled = File.Exists(marker) && await File.ReadAllTextAsync(marker) == what;
        if (!isFilled && Directory.Exists(data))
        {
            throw new InvalidOperationException($"{data} is there and is not filled with {what}: remove it, or give another --folder.");
        }

        await using var open = await OpenStore.CreateAsync(data, OwnAddresses.None);
        for (var version = 1; version <= versions && !isFilled; version++)
        {
            var text = version.ToString("D64", CultureInfo.InvariantCulture);
            await Parallel.ForAsync(0, secrets, new ParallelOptions { MaxDegreeOfParallelism = Admission.Default }, async (i, _) => await open.SetAsync(Name(i), text));
        }

        await File.WriteAllTextAsync(marker, what);
        Console.WriteLine(Line(
            $"{what}, {(isFilled ? "filled before, opened" : "filled")} in {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s: {new FileInfo(open.Directory.DatabaseFile).Length / 1024 / 1024} MiB"));
        return open.Token;
    }

    private static Task<ServerProcess> StartAsync(SizeOptions options, string data, CancellationToken cancellationToken) => ServerProcess.StartAsync(
        Path.Combine(options.Binaries, "server", "qwak-server.dll"),
        port => ["start", "--data", data, "--listen", $"127.0.0.1:{port}"],
        cancellationToken);

    /// <summary>CPU of the server's process for each read, of secrets at random.</summary>
    private static async Task<double> CostAsync(ServerProcess server, Connections clients, SizeOptions options, int secrets)
    {
        var before = server.ProcessorTime;
        var taken = await clients.RunAsync(options.Duration, (connection, number) => new(
            HttpMethod.Get, $"api/v1/environments/default/secrets/{Name((int)(((connection * 7919L) + (number * 104_729L)) % secrets))}/value"));
        return (server.ProcessorTime - before).TotalMicroseconds / taken.Count;
    }

    private static async Task<string> CursorAsync(Connections reader) => await reader.NextAsync("api/v1/environments/default/secrets?limit=1000") ?? "";

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"bench-{i:D6}");

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
