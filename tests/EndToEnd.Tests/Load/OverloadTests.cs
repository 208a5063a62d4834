using System.Net.Http.Json;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Load;

/// <summary>Ten times the load: what is taken is served in good time, the rest is told when to come back, and memory stays.</summary>
public sealed class OverloadTests(ITestOutputHelper output)
{
    private const int Connections = 32;
    private const long MostMemory = 512L * 1024 * 1024;

    [Fact]
    public async Task Ten_times_the_load_is_served_or_refused_in_good_time()
    {
        var duration = TimeSpan.FromSeconds(FullRun.Count(4, 60));
        await using var server = await ServerProcess.StartNewAsync(1, "--max-operations", $"{2 * Connections}");
        using var normal = await Probe.OpenAsync(server, Connections);
        (await normal.First.PutAsJsonAsync("/api/v1/environments/default/secrets/loaded", new { value = new string('v', 64) })).EnsureSuccessStatusCode();
        await normal.ReadAsync("loaded", TimeSpan.FromSeconds(FullRun.Count(2, 10)));
        var before = await normal.ReadAsync("loaded", TimeSpan.FromSeconds(FullRun.Count(2, 10)));

        using var crowd = await Probe.OpenAsync(server, 10 * Connections);
        var during = await crowd.ReadAsync("loaded", duration);
        var after = await normal.ReadAsync("loaded", TimeSpan.FromSeconds(2));
        output.WriteLine($"{Connections} connections: {before}\n{10 * Connections} connections: {during}; memory {server.Process.WorkingSet / 1024 / 1024} MiB\nafterwards: {after}");

        Assert.True(during.Refused > 0, "nothing was refused: this was no overload");
        if (FullRun.IsAsked)
        {
            // Only where nothing else runs beside it does a time say anything.
            Assert.InRange(during.P99, TimeSpan.Zero, 10 * before.P99);
        }

        Assert.InRange(server.Process.WorkingSet, 0, MostMemory);
        Assert.Equal(0, after.Refused);
    }
}
