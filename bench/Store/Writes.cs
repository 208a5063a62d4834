using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Qwak.Bench.Load;
using Qwak.Core;
using Qwak.Core.Environments;
using Qwak.Rest;
using Qwak.Server.Hosting;

namespace Qwak.Bench.Store;

/// <summary>
/// Writes through the REST door over TLS, each acknowledged when it is durable, in turn with a loop that writes a page and
/// flushes it. The service is in this process, to count its commits.
/// </summary>
internal static class Writes
{
    public static async Task<int> RunAsync(int connections, TimeSpan duration, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("qwak-store-").FullName;
        try
        {
            var port = ServerProcess.FreePort();
            var options = new ServerOptions
            {
                DataDirectory = Path.Combine(folder, "data"), Listeners = [ListenAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"))],
            };
            await using var open = await OpenStore.CreateAsync(options.DataDirectory, new OwnAddresses([options.Listeners[0].Name], ["localhost"]));
            await using var app = ServerHost.Build(ServerHost.Builder(options, ServerCertificate.Load(options, open.Directory, TimeProvider.System), open.Store), open.Store);
            await app.StartAsync();
            using var clients = new Connections(connections, port, open.Directory.File("ca.pem"), open.Token);
            await clients.RunAsync(duration, Set);

            Console.WriteLine("| writes/s | p50 ms | p99 ms | commits/s | writes for each commit | flushes/s of the loop | writes by flushes |");
            Console.WriteLine("|---|---|---|---|---|---|---|");
            for (var round = 0; round < rounds; round++)
            {
                var loop = FlushesPerSecond(folder, duration);
                var (commits, start) = (open.Store.Commits.Commits, Stopwatch.GetTimestamp());
                var taken = await clients.RunAsync(duration, Set);
                var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                commits = open.Store.Commits.Commits - commits;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {taken.Count / seconds:F0} | {Milliseconds(taken, 0.5):F1} | {Milliseconds(taken, 0.99):F1} | {commits / seconds:F0} | {(double)taken.Count / commits:F1} | {loop:F0} | {taken.Count / seconds / loop:F2} |"));
            }

            await app.StopAsync();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static double Milliseconds(List<long> taken, double quantile) =>
        Stopwatch.GetElapsedTime(0, taken[(int)(taken.Count * quantile)]).TotalMilliseconds;

    private static HttpRequestMessage Set(int connection, int number) => new(HttpMethod.Put, $"api/v1/environments/default/secrets/bench-{connection}")
    {
        Content = JsonContent.Create(new SetSecretBody { Value = RandomId.New() + RandomId.New() }, RestJson.Default.SetSecretBody),
    };

    private static double FlushesPerSecond(string folder, TimeSpan duration)
    {
        using var file = File.OpenHandle(Path.Combine(folder, "loop"), FileMode.Create, FileAccess.Write);
        var page = new byte[4096];
        var (flushes, start) = (0L, Stopwatch.GetTimestamp());
        for (; Stopwatch.GetElapsedTime(start) < duration; flushes++)
        {
            RandomAccess.Write(file, page, flushes * page.Length);
            RandomAccess.FlushToDisk(file);
        }

        return flushes / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
