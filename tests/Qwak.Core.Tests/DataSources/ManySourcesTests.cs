using System.Diagnostics;
using Qwak.Core.Tests.Service;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Core.Tests.DataSources;

/// <summary>Many sources in one environment.</summary>
public sealed class ManySourcesTests(ITestOutputHelper output)
{
    private const int Measured = 200;

    [Fact]
    public async Task Among_10_000_sources_a_page_and_a_lookup_take_less_than_20_milliseconds()
    {
        Assert.SkipUnless(FullRun.IsAsked, "It takes some minutes: QWAK_TEST_FULL=1.");
        await using var scene = await Scene.OpenAsync(new SqlitePlace());
        (await scene.Admin.SetAsync("db-user", "first")).Good();
        (await scene.Admin.SetAsync("db-password", "second")).Good();
        await Parallel.ForAsync(0, 10_000, new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (i, _) =>
        {
            var source = new PostgresSource($"source-{i:00000}", "", "at", "db-user", "db-password", "jdbc:postgresql://db.example.com/shop", "orders");
            (await scene.Store.DataSources.RegisterAsync(scene.Admin.Context, null, source)).Good();
        });

        var page = await MedianAsync(async i =>
            Assert.Equal(100, (await scene.Store.DataSources.ListAsync(scene.Admin.Context, null, 100, $"source-{i * 40:00000}")).Good().Items.Count));
        var lookup = await MedianAsync(async i => (await scene.Store.DataSources.GetAsync(scene.Admin.Context, null, $"source-{i * 47:00000}")).Good());
        output.WriteLine($"page of 100: {page:0.00} ms, lookup: {lookup:0.00} ms (medians of {Measured})");
        Assert.InRange(page, 0, 20);
        Assert.InRange(lookup, 0, 20);
    }

    private static async Task<double> MedianAsync(Func<int, Task> operate)
    {
        var times = new List<double>();
        for (var i = 0; i < Measured; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await operate(i);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times.Order().ElementAt(Measured / 2);
    }
}
