using Qwak.Core.Audit;
using Qwak.Core.DataSources;
using Qwak.Core.Tests.Service;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Core.Tests.DataSources;

/// <summary>Which data sources use a secret, which versions they used, and what a new value has to pass.</summary>
public abstract class SourceLineageSuite : StoreSuite
{
    [Fact]
    public async Task The_sources_of_a_secret_are_listed_with_the_versions_that_they_used_and_how_often()
    {
        await RegisterAsync("orders", "stock");
        await UseAsync("orders");
        await UseAsync("orders");
        (await Admin.SetAsync("db-password", "third")).Good();
        await UseAsync("orders");

        var (orders, stock) = await PairAsync("db-password");
        Assert.Equal(("orders", true, "stock", true), (orders.Source.Name, orders.IsNamed, stock.Source.Name, stock.IsNamed));
        Assert.Equal([(2, 1L), (1, 2L)], orders.Versions.Select(used => (used.Number, used.Uses)));
        Assert.All(orders.Versions, used => Assert.InRange(used.LastAt, used.FirstAt, DateTimeOffset.MaxValue));
        Assert.Empty(stock.Versions);
        Assert.Equal([(1, 3L)], (await PairAsync("db-user")).Item1.Versions.Select(used => (used.Number, used.Uses)));
        Assert.Equal("secret.sources", (await Scene.LastEventAsync()).Action);
    }

    [Fact]
    public async Task What_a_source_used_stays_when_it_names_another_secret_and_goes_with_the_source()
    {
        await RegisterAsync("orders");
        await UseAsync("orders");
        (await Admin.SetAsync("other-password", "fourth")).Good();
        (await Scene.Store.DataSources.RegisterAsync(Admin.Context, null, Source("orders", "other-password"))).Good();
        var earlier = Assert.Single(await ListAsync(Admin, "db-password"));
        Assert.False(earlier.IsNamed);
        Assert.Equal(1, Assert.Single(earlier.Versions).Number);

        (await Scene.Store.DataSources.DeleteAsync(Admin.Context, null, "orders")).Good();
        Assert.Empty(await ListAsync(Admin, "db-password"));
        (await Admin.DeleteAsync("db-password")).Good();
    }

    [Fact]
    public async Task A_definition_that_is_only_tried_leaves_no_lineage()
    {
        await RegisterAsync();
        (await Scene.Store.SourceUses.UseDraftAsync<string>(
            Admin.Context, null, Source("orders"), AuditActions.DataSourceValidate, _ => Task.FromResult(new SourceOutcome<string>("rows")))).Good();
        Assert.Empty(await ListAsync(Admin, "db-password"));
    }

    [Fact]
    public async Task Who_may_not_list_a_secret_is_told_that_it_is_missing_and_nobody_is_told_of_sources_that_they_may_not_see()
    {
        await RegisterAsync("orders");
        var stranger = await Scene.StrangerAsync("sven");
        Assert.Equal("not_found", (await Scene.Store.DataSources.ListBySecretAsync(stranger.Context, null, "db-password")).Code());
        var policy = new Qwak.Clients.Administration.PolicyDefinition("allow", ["sven"], ["list"], ["default"], ["db-password"]);
        (await Scene.Store.Policies.SetAsync(Admin.Context, "some", policy)).Good();
        Assert.Empty(await ListAsync(stranger, "db-password"));
    }

    [Fact]
    public async Task A_candidate_is_used_in_place_of_the_current_value_is_not_stored_and_leaves_no_lineage()
    {
        await RegisterAsync("orders");
        using var value = SecretValue.FromString("candidate");
        var plan = (await Scene.Store.Secrets.PlanRotationAsync(Admin.Context, null, "db-password", value)).Good();
        Assert.Equal((1, "orders"), (plan.CurrentVersion, Assert.Single(plan.Sources)));
        var used = (await CheckAsync(Admin, value)).Good();
        Assert.Equal("first candidate True", used);

        Assert.Equal("second", await Admin.ReadAsync("db-password"));
        Assert.Single((await Admin.VersionsAsync("db-password")).Good());
        Assert.Empty((await PairAsync("db-password", count: 1)).Item1.Versions);
        var events = (await Scene.EventsAsync()).Select(e => e.Action).ToList();
        Assert.Contains("secret.check", events);
        Assert.Contains("data-source.check", events);
        await Audit.IndependentChain.VerifyAsync(Scene.Place);
    }

    [Fact]
    public async Task Only_who_may_set_a_secret_is_told_what_a_new_value_has_to_pass_and_only_who_may_use_it_tries_it()
    {
        await RegisterAsync("orders");
        using var value = SecretValue.FromString("candidate");
        var reader = await Scene.UserAsync("reader", "reader");
        Assert.Equal("permission_denied", (await Scene.Store.Secrets.PlanRotationAsync(reader.Context, null, "db-password", value)).Code());
        Assert.Equal("permission_denied", (await Scene.LastEventAsync()).Outcome);
        Assert.NotNull((await CheckAsync(reader, value)).Refusal);

        var opened = 0;
        Assert.Equal(0, (await Scene.Store.Secrets.PlanRotationAsync(Admin.Context, null, "no-secret", value)).Good().CurrentVersion);
        await Scene.Store.SourceUses.CheckAsync<string>(reader.Context, null, "orders", new SecretCandidate("db-password", value), _ =>
        {
            opened++;
            return Task.FromResult(new SourceOutcome<string>("rows"));
        });
        Assert.Equal(0, opened);
    }

    private static PostgresSource Source(string name, string password = "db-password") => new(
        name, "", "at", usernameSecretName: "db-user", passwordSecretName: password, url: "jdbc:postgresql://db.example.com/shop", dbTable: "orders");

    private async Task RegisterAsync(params string[] names)
    {
        (await Admin.SetAsync("db-user", "first")).Good();
        (await Admin.SetAsync("db-password", "second")).Good();
        foreach (var name in names)
        {
            (await Scene.Store.DataSources.RegisterAsync(Admin.Context, null, Source(name))).Good();
        }
    }

    private async Task UseAsync(string name) => (await Scene.Store.SourceUses.UseAsync<string>(
        Admin.Context, null, name, AuditActions.DataSourceSample, _ => Task.FromResult(new SourceOutcome<string>("rows")))).Good();

    private Task<Result<string>> CheckAsync(User user, SecretValue value) => Scene.Store.SourceUses.CheckAsync<string>(
        user.Context, null, "orders", new SecretCandidate("db-password", value), source => Task.FromResult(new SourceOutcome<string>(
            $"{source.Values["db-user"].Reveal()} {source.Values["db-password"].Reveal()} {source.Id is null}")));

    private async Task<SourceLineage[]> ListAsync(User user, string secret) =>
        (await Scene.Store.DataSources.ListBySecretAsync(user.Context, null, secret)).Good();

    private async Task<(SourceLineage, SourceLineage)> PairAsync(string secret, int count = 2)
    {
        var found = await ListAsync(Admin, secret);
        Assert.Equal(count, found.Length);
        return (found[0], found[^1]);
    }
}

public sealed class SourceLineageOnSqlite : SourceLineageSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
