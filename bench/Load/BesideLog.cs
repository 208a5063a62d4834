using System.Diagnostics;
using System.Globalization;
using Qwak.Clients;
using Qwak.Clients.Connection;
using Qwak.Clients.ModelBuilds;
using Qwak.Wire.Builds;

namespace Qwak.Bench.Load;

/// <summary>
/// Readers alone, and readers while a build's log is sent as fast as the service stores it: the log must not stand before
/// them in a queue. Nothing redacts it here: on a real machine that is the runner's work, elsewhere.
/// </summary>
internal static class BesideLog
{
    private const int ChunkBytes = 128 * 1024;

    public static async Task CompareAsync(
        ServerProcess service, IReadOnlyList<Client> readers, QwakConnectionOptions connection, LoadOptions options, CancellationToken cancellationToken)
    {
        await Measurement.TakeAsync(service, readers, options.WarmUp);
        var alone = new List<Measurement>();
        for (var round = 0; round < options.Rounds; round++)
        {
            alone.Add(await Measurement.TakeAsync(service, readers, options.Duration));
        }

        var beside = new List<Measurement>();
        var watch = Stopwatch.StartNew();
        var sending = SendAsync(connection, options.LogMegabytes, cancellationToken);
        while (!sending.IsCompleted)
        {
            beside.Add(await Measurement.TakeAsync(service, readers, options.Duration));
        }

        await sending;
        var (before, during) = (MedianP99(alone), MedianP99(beside));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"p99 of {readers.Count} readers: alone {before:F2} ms, beside a log of {options.LogMegabytes} MB {during:F2} ms, ratio {during / before:F2}; {alone.Average(m => m.RequestsPerSecond):F0} and {beside.Average(m => m.RequestsPerSecond):F0} reads/s; the log took {watch.Elapsed.TotalSeconds:F0} s"));
    }

    private static double MedianP99(List<Measurement> taken) => taken.Select(m => m.P99.TotalMilliseconds).Order().ElementAt(taken.Count / 2);

    private static async Task SendAsync(QwakConnectionOptions options, int megabytes, CancellationToken cancellationToken)
    {
        using var connection = new QwakConnection(ConnectionSettings.Resolve(options));
        var start = new RunnerMessage { Start = new StartBuild { ModelId = "bench" } };
        using var runner = await RunnerStream.OpenAsync(connection, start, cancellationToken);
        using var log = await LogStream.OpenAsync(connection, runner.Started.BuildId, cancellationToken);
        var text = string.Concat(Enumerable.Repeat("2026-11-24T10:00:00.000Z INFO  qwak.build.train: epoch 7/50 step 321 loss=0.123456\n", 200));
        var beat = Stopwatch.GetTimestamp();
        for (var (sequence, sent) = (1L, 0L); sent < megabytes * 1_000_000L; sequence++)
        {
            var chunk = new LogChunk { BuildId = runner.Started.BuildId, Sequence = sequence };
            for (var size = 0; size < ChunkBytes; size += text.Length, sent += text.Length)
            {
                chunk.Entries.Add(new LogEntry { TimeMilliseconds = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), Text = text });
            }

            await log.SendAsync(chunk, cancellationToken);
            if (Stopwatch.GetElapsedTime(beat) > TimeSpan.FromSeconds(2))
            {
                beat = Stopwatch.GetTimestamp();
                await runner.SendAsync(new RunnerMessage { Heartbeat = new Heartbeat() }, cancellationToken);
            }
        }

        await runner.SendAsync(new RunnerMessage { Finish = new FinishBuild { Status = FinishBuild.Types.Status.Succeeded, Summary = "{}" } }, cancellationToken);
        while (await runner.ReceiveAsync(cancellationToken) is { } message && message.MessageCase != RunMessage.MessageOneofCase.Finished)
        {
        }
    }
}
