using System.Globalization;
using Qwak.Clients;
using Qwak.Clients.Connection;
using Qwak.Clients.ModelBuilds;
using Qwak.Wire.Builds;

namespace Qwak.Bench.Load;

/// <summary>
/// Readers alone, and readers while a build's log is sent as fast as the service stores it, in turns: the log must not stand
/// before them in a queue. Nothing redacts it here: on a real machine that is the runner's work, elsewhere.
/// </summary>
internal static class BesideLog
{
    private const int ChunkBytes = 128 * 1024;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private static readonly string Text =
        string.Concat(Enumerable.Repeat("2026-11-24T10:00:00.000Z INFO  qwak.build.train: epoch 7/50 step 321 loss=0.123456\n", 200));

    public static async Task CompareAsync(
        ServerProcess service, IReadOnlyList<Client> readers, QwakConnectionOptions options, LoadOptions load, CancellationToken cancellationToken)
    {
        using var connection = new QwakConnection(ConnectionSettings.Resolve(options));
        var start = new RunnerMessage { Start = new StartBuild { ModelId = "bench" } };
        using var runner = await RunnerStream.OpenAsync(connection, start, cancellationToken);
        using var log = await LogStream.OpenAsync(connection, runner.Started.BuildId, cancellationToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var beating = BeatAsync(runner, ended.Token);

        await Measurement.TakeAsync(service, readers, load.WarmUp);
        var (alone, beside, sent) = (new List<Measurement>(), new List<Measurement>(), 0L);
        while (sent < load.LogMegabytes * 1_000_000L)
        {
            alone.Add(await Measurement.TakeAsync(service, readers, load.Duration));
            var reading = Measurement.TakeAsync(service, readers, load.Duration);
            while (!reading.IsCompleted)
            {
                sent += await SendAsync(log, runner.Started.BuildId, cancellationToken);
            }

            beside.Add(await reading);
        }

        await ended.CancelAsync();
        await beating;
        await FinishAsync(runner, cancellationToken);
        var (before, during) = (MedianP99(alone), MedianP99(beside));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"p99 of {readers.Count} readers: alone {before:F2} ms, beside a log of {sent / 1e6:F0} MB {during:F2} ms, ratio {during / before:F2}; {alone.Average(m => m.RequestsPerSecond):F0} and {beside.Average(m => m.RequestsPerSecond):F0} reads/s; {alone.Count} rounds of each in turns, the log at {sent / 1e6 / (beside.Count * load.Duration.TotalSeconds):F0} MB/s"));
    }

    private static double MedianP99(List<Measurement> taken) => taken.Select(m => m.P99.TotalMilliseconds).Order().ElementAt(taken.Count / 2);

    private static async Task<long> SendAsync(LogStream log, string buildId, CancellationToken cancellationToken)
    {
        var chunk = new LogChunk { BuildId = buildId, Sequence = log.Position + 1 };
        for (var size = 0; size < ChunkBytes; size += Text.Length)
        {
            chunk.Entries.Add(new LogEntry { TimeMilliseconds = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), Text = Text });
        }

        await log.SendAsync(chunk, cancellationToken);
        return chunk.Entries.Count * (long)Text.Length;
    }

    // As a runner does, also between the rounds.
    private static async Task BeatAsync(RunnerStream runner, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(Beat);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                await runner.SendAsync(new RunnerMessage { Heartbeat = new Heartbeat() }, CancellationToken.None);
            }
        }
        catch (OperationCanceledException)
        {
            // The build is over.
        }
    }

    private static async Task FinishAsync(RunnerStream runner, CancellationToken cancellationToken)
    {
        await runner.SendAsync(new RunnerMessage { Finish = new FinishBuild { Status = FinishBuild.Types.Status.Succeeded, Summary = "{}" } }, cancellationToken);
        while (await runner.ReceiveAsync(cancellationToken) is { } message && message.MessageCase != RunMessage.MessageOneofCase.Finished)
        {
        }
    }
}
