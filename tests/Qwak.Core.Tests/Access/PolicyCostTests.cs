using System.Diagnostics;
using Qwak.Clients.Administration;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Access;

/// <summary>What a read costs among 1,000 policies and 100,000 secrets, beside a store that has neither, in one run.</summary>
public sealed class PolicyCostTests
{
    private const int Policies = 1000;
    private const int Secrets = 100_000;
    private const int Rounds = 15;
    private const int Reads = 20_000;

    [Fact]
    public async Task A_read_is_no_more_than_a_tenth_dearer()
    {
        Assert.SkipUnless(FullRun.IsAsked, "Measuring needs the long run: QWAK_TEST_FULL=1.");
        await using var bare = await Scene.OpenAsync(new SqlitePlace(), Generous);
        await using var full = await Scene.OpenAsync(new SqlitePlace(), Generous);
        await full.Place.ExecuteAsync($"""
            INSERT INTO secret (id, environment_id, name, current_version, created_at, created_by, updated_at, updated_by)
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Secrets})
            SELECT 'id-' || i, (SELECT id FROM environment), 'team-' || (i % 1000) || '-secret-' || i, 1, 0, 'x', 0, 'x' FROM n
            """);
        for (var i = 0; i < Policies; i++)
        {
            // Every policy speaks of the reader: one in ten denies, and one in ten has a literal name.
            var definition = new PolicyDefinition(
                i % 10 == 0 ? "deny" : "allow", ["ana"], ["list", "read"], ["*"], [i % 10 == 1 ? $"secret-{i}" : $"team-{i}-*{i % 7}"]);
            (await full.Store.Policies.SetAsync(full.Admin.Context, $"policy-{i}", definition)).Good();
        }

        var users = new List<User>();
        foreach (var scene in new[] { bare, full })
        {
            (await scene.Admin.SetAsync("team-998-secret-4", new string('x', 64))).Good();
            users.Add(scene == bare ? await scene.UserAsync("ana", "reader") : await scene.StrangerAsync("ana"));
        }

        var costs = users.Select(_ => new List<double>()).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < users.Count; i++)
            {
                costs[i].Add(await CostAsync(users[i]));
            }
        }

        var (without, with) = (Median(costs[0]), Median(costs[1]));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"CPU of a read: {without:f1} µs without, {with:f1} µs among {Policies} policies and {Secrets} secrets; ratio {with / without:f3}");
        Assert.InRange(with / without, 0, 1.1);
    }

    private static Core.Storage.StoreOptions Generous(Core.Storage.StoreOptions options) =>
        options with { Access = new() { RequestsPerSecond = 1_000_000 }, Time = TimeProvider.System };

    private static async Task<double> CostAsync(User user)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        await Parallel.ForAsync(0, Reads, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (_, _) =>
        {
            using var read = (await user.GetAsync("team-998-secret-4")).Good();
        });
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMicroseconds / Reads;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
