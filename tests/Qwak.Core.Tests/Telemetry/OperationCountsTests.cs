using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Telemetry;

namespace Qwak.Core.Tests.Telemetry;

public sealed class OperationCountsTests
{
    [Fact]
    public void To_count_allocates_nothing()
    {
        var counts = new OperationCounts();
        Count(counts, 10_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Count(counts, 10_000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_span_that_nobody_listens_to_allocates_nothing()
    {
        Assert.Null(Spans.Begin(AuditActions.SecretRead, Door.Grpc));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            using var span = Spans.Begin(AuditActions.SecretRead, Door.Grpc);
            using var waiting = Spans.BeginCommit();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public async Task All_that_count_at_once_are_counted()
    {
        var counts = new OperationCounts();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Count(counts, 10_000))));
        var read = counts.Read().ToDictionary();
        Assert.Equal(80_000, read[new OperationKind(Door.Grpc, AuditActions.SecretRead, null)]);
        Assert.Equal(80_000, read[new OperationKind(Door.Rest, AuditActions.SecretRead, RefusalCode.NotFound)]);
        Assert.Equal(2, read.Count);
    }

    private static void Count(OperationCounts counts, int times)
    {
        for (var i = 0; i < times; i++)
        {
            counts.Add(Door.Grpc, AuditActions.SecretRead, null);
            counts.Add(Door.Rest, AuditActions.SecretRead, RefusalCode.NotFound);
        }
    }
}
