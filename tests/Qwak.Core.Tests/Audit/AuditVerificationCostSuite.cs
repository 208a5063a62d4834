using System.Diagnostics;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Audit;

/// <summary>What it takes to verify a long trail. Alone, since it looks at the processor's time of the whole process.</summary>
public abstract class AuditVerificationCostSuite : StoreSuite
{
    [Fact]
    public async Task A_million_events_cost_less_than_ten_seconds_of_a_core()
    {
        var count = FullRun.Count(50_000, 1_000_000);
        await Scene.FillTrailAsync(count);

        using var process = Process.GetCurrentProcess();
        var (watch, before) = (Stopwatch.StartNew(), process.TotalProcessorTime);
        var found = await Scene.VerifyTrailAsync();
        var elapsed = watch.Elapsed;
        process.Refresh();
        var spent = process.TotalProcessorTime - before;
        Assert.True(found.IsGood);
        TestContext.Current.TestOutputHelper?.WriteLine($"{found.Events} events: {spent.TotalMilliseconds:0} ms of a core, {elapsed.TotalMilliseconds:0} ms by the clock");
        Assert.InRange(spent.TotalSeconds, 0, 10.0 * count / 1_000_000 + 1);
    }
}

[Collection(Alone.Name)]
public sealed class AuditVerificationCostOnSqlite : AuditVerificationCostSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
