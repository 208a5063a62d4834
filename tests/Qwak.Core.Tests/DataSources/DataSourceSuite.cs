using Qwak.Clients.Administration;
using Qwak.Core.Audit;
using Qwak.Core.DataSources;
using Qwak.Core.Secrets;
using Qwak.Core.Tests.Service;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Core.Tests.DataSources;

/// <summary>Definitions, whose rights they work with, and where the secrets they name may go.</summary>
public abstract class DataSourceSuite : StoreSuite
{
    private const string Host = "db.example.com:5432";

    [Fact]
    public async Task A_source_is_registered_read_listed_changed_and_deleted_and_each_is_in_the_trail()
    {
        await SetSecretsAsync();
        var first = (await RegisterAsync(Admin, Source())).Good();
        Assert.Equal((1, false, "admin"), (first.Source.Row.Version, first.Unchanged, first.Source.Row.UpdatedBy));
        Assert.True((await RegisterAsync(Admin, Source())).Good().Unchanged);
        Assert.Equal("unchanged", (await Scene.LastEventAsync()).Outcome);
        var second = (await RegisterAsync(Admin, Source(query: "SELECT 1"))).Good().Source;
        Assert.Equal((2, first.Source.Row.Id), (second.Row.Version, second.Row.Id));

        var found = (await Scene.Store.DataSources.GetAsync(Admin.Context, null, "orders")).Good();
        Assert.Equal("SELECT 1", Assert.IsType<PostgresSource>(found.Definition).Query);
        Assert.Equal("orders", (await Scene.Store.DataSources.GetByIdAsync(Admin.Context, null, found.Row.Id)).Good().Row.Name);
        Assert.Equal("orders", Assert.Single((await ListAsync(Admin)).Items).Row.Name);
        Assert.Equal(found.Row.Id, (await Scene.Store.DataSources.DeleteAsync(Admin.Context, null, "orders")).Good());
        Assert.Equal("not_found", (await Scene.Store.DataSources.GetAsync(Admin.Context, null, "orders")).Code());
        Assert.Equal("not_found", (await Scene.Store.DataSources.DeleteAsync(Admin.Context, null, "orders")).Code());

        var actions = (await Scene.EventsAsync()).Select(e => e.Action).Where(a => a.StartsWith("data-source.", StringComparison.Ordinal)).Distinct();
        Assert.Equal(["data-source.delete", "data-source.list", "data-source.read", "data-source.register"], actions.Order());
        await Audit.IndependentChain.VerifyAsync(Scene.Place);
    }

    [Fact]
    public async Task Who_may_use_and_not_read_registers_and_uses_a_source_where_its_secrets_are_bound()
    {
        await SetSecretsAsync();
        var builder = await Scene.UserAsync("bo", "builder");
        (await RegisterAsync(builder, Source())).Good();
        Assert.Equal("<permission_denied>", await builder.ReadAsync("db-password"));

        var unbound = await UseAsync(builder);
        Assert.Equal("permission_denied", unbound.Code());
        Assert.Contains("qwak secrets bind --name", unbound.Refusal!.Message, StringComparison.Ordinal);
        await BindAsync(Admin, Host);
        Assert.Equal($"first second {Host}", (await UseAsync(builder)).Good());
        Assert.Equal(["secret.use", "secret.use"], (await Scene.EventsAsync(3)).Skip(1).Select(e => e.Action));
    }

    [Fact]
    public async Task Who_may_read_needs_no_binding_but_a_binding_holds_for_everybody()
    {
        await SetSecretsAsync();
        (await RegisterAsync(Admin, Source())).Good();
        Assert.Equal("first second *:*", (await UseAsync(Admin)).Good());
        await BindAsync(Admin, Host);
        Assert.Equal($"first second {Host}", (await UseAsync(Admin)).Good());
    }

    [Fact]
    public async Task A_source_works_with_the_rights_of_its_owner_at_each_use_until_an_administrator_adopts_it()
    {
        await SetSecretsAsync();
        await BindAsync(Admin, Host);
        var ana = await Scene.UserAsync("ana");
        (await RegisterAsync(ana, Source())).Good();
        (await UseAsync(Admin)).Good();
        (await Scene.Store.Users.DeleteAsync(Admin.Context, "ana")).Good();
        var left = await UseAsync(Admin);
        Assert.Equal("permission_denied", left.Code());
        Assert.Contains("can adopt it", left.Refusal!.Message, StringComparison.Ordinal);

        Assert.Equal(2, (await RegisterAsync(Admin, Source())).Good().Source.Row.Version);
        (await UseAsync(Admin)).Good();
    }

    [Fact]
    public async Task A_right_that_is_taken_away_while_a_source_is_being_read_keeps_its_rows_from_being_released()
    {
        await SetSecretsAsync();
        await BindAsync(Admin, Host);
        var ana = await Scene.UserAsync("ana");
        (await RegisterAsync(ana, Source())).Good();
        var reads = 0;
        var late = await Scene.Store.SourceUses.UseAsync<string>(ana.Context, null, "orders", AuditActions.DataSourceSample, async _ =>
        {
            reads++;
            (await Admin.RevokeRoleAsync("ana", "*")).Good();
            return new SourceOutcome<string>("rows");
        });
        Assert.Equal(("not_found", 1), (late.Code(), reads));
    }

    [Fact]
    public async Task What_failed_at_the_source_is_the_outcome_in_the_trail()
    {
        await SetSecretsAsync();
        (await RegisterAsync(Admin, Source())).Good();
        var failed = await Scene.Store.SourceUses.UseAsync<string>(
            Admin.Context, null, "orders", AuditActions.DataSourceSample,
            _ => Task.FromResult(new SourceOutcome<string>("answer", "source_failed:RefusedDestination")));
        Assert.Equal("answer", failed.Good());
        var last = await Scene.LastEventAsync();
        Assert.Equal(("data-source.sample", "orders", "source_failed:RefusedDestination"), (last.Action, last.Name, last.Outcome));
    }

    [Fact]
    public async Task Registering_needs_the_right_to_use_each_secret_and_tells_nobody_which_ones_there_are()
    {
        await SetSecretsAsync();
        var reader = await Scene.UserAsync("reader", "reader");
        Assert.Equal("permission_denied", (await RegisterAsync(reader, Source())).Code());
        var stranger = await Scene.StrangerAsync("sven");
        var there = await RegisterAsync(stranger, Source());
        var missing = await RegisterAsync(stranger, Source(password: "no-password"));
        Assert.Equal(("not_found", "not_found"), (there.Code(), missing.Code()));
        Assert.Equal(there.Refusal!.Message, missing.Refusal!.Message);
        Assert.Equal("not_found", (await RegisterAsync(Admin, Source(password: "no-password"))).Code());
    }

    [Fact]
    public async Task A_value_that_was_pasted_for_a_name_is_not_repeated()
    {
        await SetSecretsAsync();
        var refused = await RegisterAsync(Admin, Source(password: "Tr0ub4dor&3"));
        Assert.Equal("invalid_name", refused.Code());
        Assert.DoesNotContain("ub4dor", refused.Refusal!.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("(password)", refused.Refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_elses_source_is_changed_by_nobody_but_an_administrator_and_seen_by_who_knows_its_secrets()
    {
        await SetSecretsAsync();
        var (ana, bert) = (await Scene.UserAsync("ana"), await Scene.UserAsync("bert"));
        (await RegisterAsync(ana, Source())).Good();
        Assert.Equal("permission_denied", (await RegisterAsync(bert, Source(query: "SELECT 2"))).Code());
        Assert.Equal("permission_denied", (await Scene.Store.DataSources.DeleteAsync(bert.Context, null, "orders")).Code());
        (await Scene.Store.DataSources.GetAsync(bert.Context, null, "orders")).Good();

        var carl = await Scene.StrangerAsync("carl");
        var policy = new PolicyDefinition("allow", ["carl"], ["list", "use"], ["default"], ["db-user"]);
        (await Scene.Store.Policies.SetAsync(Admin.Context, "carl-some", policy)).Good();
        Assert.Equal("not_found", (await Scene.Store.DataSources.GetAsync(carl.Context, null, "orders")).Code());
        Assert.Equal("not_found", (await UseAsync(carl)).Code());
        Assert.Empty((await ListAsync(carl)).Items);
    }

    [Fact]
    public async Task A_row_that_was_altered_or_put_back_is_refused()
    {
        await SetSecretsAsync();
        (await RegisterAsync(Admin, Source())).Good();
        var mallory = await Scene.UserAsync("mallory");
        (await RegisterAsync(mallory, Source("other", query: "SELECT 3"))).Good();
        await Scene.Place.ExecuteAsync("CREATE TABLE earlier AS SELECT * FROM data_source WHERE name = 'orders'");
        await Scene.Place.ExecuteAsync("UPDATE data_source SET spec = (SELECT o.spec FROM data_source o WHERE o.name = 'other') WHERE name = 'orders'");
        Assert.Equal("integrity_failure", (await Scene.Store.DataSources.GetAsync(Admin.Context, null, "orders")).Code());
        Assert.Equal("integrity_failure", (await UseAsync(Admin)).Code());

        await Scene.Place.ExecuteAsync("UPDATE data_source SET spec = (SELECT e.spec FROM earlier e) WHERE name = 'orders'");
        (await RegisterAsync(Admin, Source(query: "SELECT 2"))).Good();
        await Scene.Place.ExecuteAsync(
            "UPDATE data_source SET spec = (SELECT spec FROM earlier), revision = (SELECT revision FROM earlier), mac = (SELECT mac FROM earlier),"
            + " updated_at = (SELECT updated_at FROM earlier) WHERE name = 'orders'");
        Assert.Equal("integrity_failure", (await UseAsync(Admin)).Code());
    }

    [Fact]
    public async Task A_secret_that_a_source_names_is_not_deleted_unless_that_is_forced()
    {
        await SetSecretsAsync();
        (await RegisterAsync(Admin, Source())).Good();
        var refused = await Admin.DeleteAsync("db-password");
        Assert.Equal("in_use", refused.Code());
        Assert.Contains("orders", refused.Refusal!.Message, StringComparison.Ordinal);
        (await Scene.Store.Secrets.DeleteAsync(Admin.Context, null, "db-password", isForced: true)).Good();
        Assert.Equal("not_found", (await UseAsync(Admin)).Code());
        (await Scene.Store.DataSources.DeleteAsync(Admin.Context, null, "orders")).Good();
        (await Admin.DeleteAsync("db-user")).Good();
    }

    [Fact]
    public async Task A_refusal_names_only_the_sources_that_its_reader_may_see_and_counts_the_others()
    {
        await SetSecretsAsync();
        (await Admin.SetAsync("other-user", "third")).Good();
        foreach (var name in new[] { "hidden_one", "hidden_two" })
        {
            (await RegisterAsync(Admin, Source(name))).Good();
        }

        var carl = await Scene.StrangerAsync("carl");
        var policy = new PolicyDefinition("allow", ["carl"], ["list", "set", "delete"], ["default"], ["db-password", "other-user"]);
        (await Scene.Store.Policies.SetAsync(Admin.Context, "carl-some", policy)).Good();
        var refused = (await carl.DeleteAsync("db-password")).Refusal!;
        Assert.Equal((RefusalCode.InUse, $"Data sources use this secret: 2 that you may not see. {SecretsInUse.Remedy}"), (refused.Code, refused.Message));

        (await RegisterAsync(Admin, new PostgresSource(
            "seen_one", "Orders", "created_at", usernameSecretName: "other-user", passwordSecretName: "db-password",
            url: "jdbc:postgresql://db.example.com/shop", query: "SELECT 1"))).Good();
        Assert.Equal($"Data sources use this secret: seen_one and 2 that you may not see. {SecretsInUse.Remedy}", (await carl.DeleteAsync("db-password")).Refusal!.Message);
        Assert.Equal($"Data sources use this secret: hidden_one, hidden_two, seen_one. {SecretsInUse.Remedy}", (await Admin.DeleteAsync("db-password")).Refusal!.Message);

        using var value = SecretValue.FromString("candidate");
        var plan = (await Scene.Store.Secrets.PlanRotationAsync(carl.Context, null, "db-password", value)).Good();
        Assert.Equal(("seen_one", 2), (Assert.Single(plan.Sources), plan.Hidden));
        Assert.Equal(0, (await Scene.Store.Secrets.PlanRotationAsync(Admin.Context, null, "db-password", value)).Good().Hidden);
    }

    [Fact]
    public async Task A_secret_that_a_source_names_is_not_destroyed_unless_that_is_forced_deleted_or_not()
    {
        await SetSecretsAsync();
        (await RegisterAsync(Admin, Source())).Good();
        var refused = await Admin.PurgeAsync("db-password");
        Assert.Equal("in_use", refused.Code());
        Assert.Contains("orders", refused.Refusal!.Message, StringComparison.Ordinal);
        Assert.Equal("second", await Admin.ReadAsync("db-password"));
        (await Scene.Store.Secrets.DeleteAsync(Admin.Context, null, "db-password", isForced: true)).Good();
        Assert.Equal("in_use", (await Admin.PurgeAsync("db-password")).Code());
        (await Admin.RestoreAsync("db-password")).Good();
        (await Scene.Store.SecretLife.PurgeAsync(Admin.Context, null, "db-password", isForced: true)).Good();
        Assert.Equal("<not_found>", await Admin.ReadAsync("db-password"));
    }

    [Fact]
    public async Task Names_that_no_source_may_have_are_refused_and_not_recorded()
    {
        foreach (var name in new[] { "", "-orders", "or ders", "a/b", new string('a', 101) })
        {
            Assert.Equal("invalid_name", (await Scene.Store.DataSources.GetAsync(Admin.Context, null, name)).Code());
            Assert.Equal($"[invalid] length {name.Length}", (await Scene.LastEventAsync()).Name);
        }
    }

    [Fact]
    public async Task Pages_of_sources_are_whole_and_end()
    {
        await SetSecretsAsync();
        for (var i = 0; i < 25; i++)
        {
            (await RegisterAsync(Admin, Source($"source_{i:00}"))).Good();
        }

        var names = new List<string>();
        for (string? after = null; ;)
        {
            var page = (await Scene.Store.DataSources.ListAsync(Admin.Context, null, 10, after)).Good();
            names.AddRange(page.Items.Select(item => item.Row.Name));
            if ((after = page.Next) is null)
            {
                break;
            }
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"source_{i:00}"), names);
    }

    private static PostgresSource Source(string name = "orders", string query = "SELECT * FROM orders", string password = "db-password") => new(
        name, "Orders", "created_at", usernameSecretName: "db-user", passwordSecretName: password, url: "jdbc:postgresql://db.example.com/shop", query: query);

    private async Task SetSecretsAsync()
    {
        (await Admin.SetAsync("db-user", "first")).Good();
        (await Admin.SetAsync("db-password", "second")).Good();
    }

    private async Task BindAsync(User user, string destination)
    {
        (await Scene.Store.SecretBindings.BindAsync(user.Context, null, "db-user", destination)).Good();
        (await Scene.Store.SecretBindings.BindAsync(user.Context, null, "db-password", destination)).Good();
    }

    private Task<Result<RegisterSourceResult>> RegisterAsync(User user, DataSource source) =>
        Scene.Store.DataSources.RegisterAsync(user.Context, null, source);

    private async Task<SourceListPage> ListAsync(User user) => (await Scene.Store.DataSources.ListAsync(user.Context, null, 100, null)).Good();

    /// <summary>Uses the source as a connector does: what it would log in with, and where.</summary>
    private Task<Result<string>> UseAsync(User user) => Scene.Store.SourceUses.UseAsync<string>(
        user.Context, null, "orders", AuditActions.DataSourceSample, source => Task.FromResult(new SourceOutcome<string>(
            $"{source.Values["db-user"].Reveal()} {source.Values["db-password"].Reveal()} {source.Destinations["db-password"][0]}")));
}

public sealed class DataSourcesOnSqlite : DataSourceSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
