using System.Diagnostics;
using System.Globalization;
using Qwak.Core.ModelBuilds;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.ModelBuilds;

/// <summary>Which builds used which version of a secret, and through whom.</summary>
public abstract class LineageSuite : StoreSuite
{
    private const int Builds = 50;
    private const int Secrets = 30;
    private const int Versions = 3;

    [Fact]
    public async Task Usage_answers_exactly_what_fifty_builds_of_thirty_secrets_with_three_versions_read()
    {
        var expected = new HashSet<(string Build, string Name, int Version, string Principal)>();
        var owners = new[] { Admin, await Scene.UserAsync("data-scientist") };
        await SetAllAsync(version: 1);
        for (var number = 0; number < Builds; number++)
        {
            if (number is Builds / 3 or 2 * Builds / 3)
            {
                await SetAllAsync(version: number < Builds / 2 ? 2 : 3);
            }

            var owner = number % 2;
            var (build, runner) = await TestRunner.StartAsync(Scene, owners[owner]);
            await using var _ = runner;
            var child = await Scene.LoginAsync(build.Key);
            for (var secret = number % 3; secret < Secrets; secret += 1 + (number % 2))
            {
                using var read = (await child.GetAsync(Name(secret))).Good();
                expected.Add((build.Id, Name(secret), read.Number, owner == 0 ? "admin" : "data-scientist"));
            }

            // An older version by its number is a use of that version.
            if (number > 2 * Builds / 3)
            {
                using var old = (await child.GetAsync(Name(0), version: 1)).Good();
                expected.Add((build.Id, Name(0), 1, owner == 0 ? "admin" : "data-scientist"));
            }
        }

        var recorded = new HashSet<(string, string, int, string)>();
        var longest = TimeSpan.Zero;
        for (var secret = 0; secret < Secrets; secret++)
        {
            var watch = Stopwatch.StartNew();
            var uses = await UsageAsync(Name(secret));
            longest = watch.Elapsed > longest ? watch.Elapsed : longest;
            Assert.All(uses, use => Assert.True(recorded.Add((use.BuildId, use.Name, use.Version, use.Principal))));
        }

        Assert.Equal(Versions, expected.Select(use => use.Version).Distinct().Count());
        Assert.True(expected.SetEquals(recorded));
        TestContext.Current.TestOutputHelper?.WriteLine($"{expected.Count} uses; the slowest of {Secrets} answers took {longest.TotalMilliseconds:0.0} ms");
        if (FullRun.IsAsked)
        {
            Assert.True(longest < TimeSpan.FromMilliseconds(50), $"{longest.TotalMilliseconds} ms");
        }
    }

    [Fact]
    public async Task Repeated_reads_of_a_version_are_one_use_with_a_count()
    {
        (await Admin.SetAsync("db-password", "v1")).Good();
        var (build, runner) = await TestRunner.StartAsync(Scene, Admin);
        await using var _ = runner;
        var child = await Scene.LoginAsync(build.Key);

        await child.ReadAsync("db-password");
        Scene.Time.Advance(TimeSpan.FromMinutes(1));
        await child.ReadAsync("db-password");

        var use = Assert.Single(await UsageAsync("db-password"));
        Assert.Equal((2L, TimeSpan.FromMinutes(1)), (use.Reads, use.LastAt - use.FirstAt));
    }

    [Fact]
    public async Task A_read_without_a_build_is_no_use()
    {
        (await Admin.SetAsync("db-password", "v1")).Good();

        await Admin.ReadAsync("db-password");

        Assert.Empty(await UsageAsync("db-password"));
    }

    [Fact]
    public async Task The_use_outlives_the_secret_and_is_hidden_from_who_may_not_list()
    {
        (await Admin.SetAsync("db-password", "v1")).Good();
        var (build, runner) = await TestRunner.StartAsync(Scene, Admin);
        await using var _ = runner;
        await (await Scene.LoginAsync(build.Key)).ReadAsync("db-password");
        (await Admin.DeleteAsync("db-password")).Good();
        var stranger = await Scene.StrangerAsync("stranger");

        var use = Assert.Single(await UsageAsync("db-password"));
        Assert.Equal((build.Id, ModelBuildStatus.Running), (use.BuildId, use.Status));
        Assert.Equal(RefusalCode.NotFound, (await Scene.Store.Builds.UsageAsync(stranger.Context, null, "db-password")).Refusal?.Code);
        Assert.Equal(RefusalCode.NotFound, (await Scene.Store.Builds.GetAsync(stranger.Context, build.Id)).Refusal?.Code);
    }

    [Fact]
    public async Task Builds_are_listed_newest_first_page_by_page()
    {
        for (var number = 0; number < 5; number++)
        {
            Scene.Time.Advance(TimeSpan.FromMilliseconds(number % 2));
            (await Scene.Store.Builds.StartAsync(Admin.Context, $"model-{number}", [])).Good();
        }

        var listed = new List<ModelBuild>();
        ModelBuildPosition? after = null;
        do
        {
            var page = (await Scene.Store.Builds.ListAsync(Admin.Context, new ModelBuildQuery { Limit = 2, After = after })).Good();
            listed.AddRange(page.Items.Select(item => item.Build));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(5, listed.DistinctBy(build => build.Id).Count());
        Assert.Equal(listed.OrderByDescending(build => build.StartedAt).Select(build => build.StartedAt), listed.Select(build => build.StartedAt));
    }

    private async Task<IReadOnlyList<RecordedUse>> UsageAsync(string name) =>
        (await Scene.Store.Builds.UsageAsync(Admin.Context, null, name)).Good();

    private async Task SetAllAsync(int version)
    {
        for (var secret = 0; secret < Secrets; secret++)
        {
            (await Admin.SetAsync(Name(secret), $"value of version {version}")).Good();
        }
    }

    private static string Name(int secret) => string.Create(CultureInfo.InvariantCulture, $"secret-{secret}");
}

public sealed class LineageOnSqlite : LineageSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
