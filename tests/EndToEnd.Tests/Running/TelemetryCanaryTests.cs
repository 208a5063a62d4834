using System.Net;
using Grpc.Core;
using Qwak.EndToEnd.Tests.Durability;
using Qwak.Wire.Edge;

namespace Qwak.EndToEnd.Tests.Running;

/// <summary>
/// Canary values are set and read over both doors, and put where callers should not put them; then metrics, spans and the
/// JSON log are searched for them.
/// </summary>
public sealed class TelemetryCanaryTests(ITestOutputHelper output)
{
    private static readonly int Canaries = FullRun.Count(usual: 1000, full: 10_000);

    [Fact]
    public async Task No_value_is_in_metrics_spans_or_logs_though_each_operation_is()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var store = new ServedStore();
        var metrics = Ports.Free();
        await store.StartAsync(receiver.Variables, "--metrics-listen", $"127.0.0.1:{metrics}");
        var canaries = Enumerable.Range(0, Canaries).Select(Canary.New).ToList();
        await Parallel.ForAsync(0, Canaries, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, cancellationToken) =>
        {
            (await store.SetAsync($"canary-{i}", canaries[i])).EnsureSuccessStatusCode();
            Assert.Equal(canaries[i], (await store.GetAsync($"canary-{i}")).Value);
            Assert.Equal(canaries[i], (await store.Grpc.GetSecretAsync(new GetSecretRequest { Name = $"canary-{i}" }, cancellationToken: cancellationToken)).Value);
            if (i % 20 == 0)
            {
                await MisplaceAsync(store, canaries[i]);
            }
        });

        using var http = new HttpClient();
        var scraped = await http.GetStringAsync($"http://127.0.0.1:{metrics}/metrics");
        var stopped = await StopAsync(store);

        var (spans, sent) = (receiver.Received("traces"), receiver.Received("metrics"));
        Assert.Contains($"qwak_operations_total{{door=\"rest\",action=\"secret.read\",outcome=\"ok\"}} {Canaries}\n", scraped, StringComparison.Ordinal);
        Assert.Contains($"qwak_operations_total{{door=\"grpc\",action=\"secret.read\",outcome=\"ok\"}} {Canaries}\n", scraped, StringComparison.Ordinal);
        Assert.Contains("qwak.operations", sent, StringComparison.Ordinal);

        // Twice in each span: its name and its action.
        Assert.InRange(Occurrences(spans, "secret.read"), Canaries * 4, int.MaxValue);
        Assert.All(Enumerable.Range(0, Canaries), i => Assert.Contains($"canary-{i}", spans, StringComparison.Ordinal));

        var search = Canary.Search(canaries);
        Canary.AssertNone(search, "/metrics", scraped);
        Canary.AssertNone(search, "spans", spans);
        Canary.AssertNone(search, "OTLP metrics", sent);
        Canary.AssertNone(search, "output", stopped);
        output.WriteLine($"{Canaries} values, {spans.Length / 1024} KiB of spans, {scraped.Length / 1024} KiB of metrics: none found");
    }

    /// <summary>Where people paste by mistake: names, addresses, parameters, headers and methods.</summary>
    private static async Task MisplaceAsync(ServedStore store, string canary)
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await store.SetAsync(canary, canary)).StatusCode);
        await store.Rest.GetAsync($"/api/v1/environments/default/secrets?filter={canary}");
        await store.Rest.GetAsync($"/nowhere/{canary}?{canary}={canary}");
        await Assert.ThrowsAsync<RpcException>(async () => await store.Grpc.GetSecretAsync(new GetSecretRequest { Name = canary }));
        using var request = new HttpRequestMessage(new HttpMethod(canary.Replace(':', '.')), "/api/v1/whoami");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        request.Headers.TryAddWithoutValidation("tracestate", $"vendor={canary.Replace(':', '.')}");
        request.Headers.TryAddWithoutValidation("baggage", $"value={canary}");
        request.Headers.TryAddWithoutValidation("x-qwak-environment", canary);
        (await store.Rest.SendAsync(request)).Dispose();
    }

    private static async Task<string> StopAsync(ServedStore store)
    {
        Processes.Signals.Terminate(store.Process.Id);
        var stopped = await store.Process.FinishAsync();
        return stopped.Output + stopped.Error;
    }

    private static int Occurrences(string text, string word)
    {
        var count = 0;
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }
}
