using System.Collections.Concurrent;
using Qwak.Clients.Administration;
using Qwak.Core.Audit;
using Qwak.Core.Secrets;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Access;

/// <summary>Policies, principals and groups on a store: what they change for the operations on secrets.</summary>
public abstract class PolicySuite : StoreSuite
{
    private static readonly SecretPurpose Purpose = new("datasource:7", DefinedBy: null);

    [Fact]
    public async Task Random_sets_decide_the_reads_of_a_store_as_the_reference_says()
    {
        var ana = await Scene.StrangerAsync("ana");
        var names = Enumerable.Range(0, 20).Select(_ => RandomPolicies.Name()).Distinct().ToList();
        foreach (var name in names)
        {
            (await Admin.SetAsync(name, "value")).Good();
        }

        (await Scene.Store.Groups.CreateAsync(Admin.Context, "g1")).Good();
        (await Scene.Store.Groups.AddMemberAsync(Admin.Context, "g1", "ana")).Good();
        for (var i = 0; i < FullRun.Count(30, 1000); i++)
        {
            PolicyDefinition[] definitions = [.. Enumerable.Range(0, 4).Select(_ => RandomPolicies.Policy(["ana"], ["g1", "g2"]))];
            for (var n = 0; n < definitions.Length; n++)
            {
                (await SetAsync($"p{n}", definitions[n])).Good();
            }

            foreach (var name in names)
            {
                var (canRead, canList) = (Allows("read", name), Allows("list", name));
                var expected = canRead ? "value" : canList ? "<permission_denied>" : "<not_found>";
                Assert.Equal(expected, await ana.ReadAsync(name));
                Assert.Equal(canRead, (await Explain("ana", "read", name)).Allowed);
            }

            Assert.Equal(names.Where(name => Allows("list", name)).Order(StringComparer.Ordinal), await ListedAsync(ana, 3));

            bool Allows(string action, string name) => ReferenceEvaluator.Allows(definitions, "ana", ["g1"], action, "default", name);
        }
    }

    [Fact]
    public async Task A_deny_wins_over_a_role_and_ends_when_it_is_deleted()
    {
        (await Admin.SetAsync("root-key", "value")).Good();
        Assert.Equal("value", await Admin.ReadAsync("root-key"));
        (await SetAsync("no-root-keys", Policy("deny", "*", "read", "root-*"))).Good();
        Assert.Equal("<permission_denied>", await Admin.ReadAsync("root-key"));
        Assert.Equal("'admin' may not read 'root-key' in 'default': the policy 'no-root-keys' denies it.", (await Explain("admin", "read", "root-key")).Explanation);
        (await Scene.Store.Policies.DeleteAsync(Admin.Context, "no-root-keys")).Good();
        Assert.Equal("value", await Admin.ReadAsync("root-key"));
        Assert.Equal("'admin' may read 'root-key' in 'default': the role 'admin' in '*' allows it.", (await Explain("admin", "read", "root-key")).Explanation);
        Assert.Equal("not_found", (await Scene.Store.Policies.DeleteAsync(Admin.Context, "no-root-keys")).Code());
    }

    [Fact]
    public async Task What_the_answer_tells_depends_on_the_right_to_list_that_name()
    {
        var ana = await Scene.StrangerAsync("ana");
        (await Admin.SetAsync("db-one", "value")).Good();
        (await SetAsync("ana-lists", Policy("allow", "ana", "list", "db-*"))).Good();
        Assert.Equal("<permission_denied>", await ana.ReadAsync("db-one"));
        Assert.Equal("<permission_denied>", await ana.ReadAsync("db-missing"));
        Assert.Equal("<not_found>", await ana.ReadAsync("other"));
        Assert.Equal("permission_denied", (await ana.SetAsync("db-one", "x")).Code());
        Assert.Equal("permission_denied", (await ana.SetAsync("other", "x")).Code());
        Assert.Equal("permission_denied", (await ana.DeleteAsync("db-one")).Code());
        Assert.Equal("not_found", (await ana.DeleteAsync("other")).Code());
        Assert.Equal("not_found", (await ana.PropertiesAsync("other")).Code());
        (await ana.PropertiesAsync("db-one")).Good();
    }

    [Fact]
    public async Task Pages_hold_only_what_may_be_listed_and_end_however_much_may_not()
    {
        var ana = await Scene.StrangerAsync("ana");
        for (var i = 0; i < 60; i++)
        {
            Scene.Time.Advance(TimeSpan.FromMilliseconds(1));
            (await Admin.SetAsync(i % 10 == 3 ? $"mine-{i:d2}" : $"other-{i:d2}", "x")).Good();
        }

        Assert.Equal("permission_denied", (await ana.ListAsync()).Code());
        (await SetAsync("mine", Policy("allow", "ana", "list", "mine-*"))).Good();
        foreach (var sort in Enum.GetValues<SecretSortKey>())
        {
            Assert.Equal(6, (await ListedAsync(ana, 1, sort)).Count);
            Assert.Equal(6, (await ListedAsync(ana, 6, sort)).Count);
        }

        // Six are a full page, and what lies behind it may not be known of.
        Assert.Null((await ana.ListAsync(new SecretListQuery { Limit = 6 })).Good().Next);
        Assert.StartsWith("mine-", (await ana.ListAsync(new SecretListQuery { Limit = 5 })).Good().Next!.Key, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_among_very_many_names_that_may_not_be_listed_ends_and_does_not_tell_where()
    {
        var ana = await Scene.StrangerAsync("ana");
        (await Admin.SetAsync("zz-mine", "x")).Good();
        await Scene.Place.ExecuteAsync("""
            INSERT INTO secret (id, environment_id, name, current_version, created_at, created_by, updated_at, updated_by)
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25000)
            SELECT 'id-' || i, (SELECT id FROM environment), 'hidden-' || i, 1, 0, 'x', 0, 'x' FROM n
            """);
        (await SetAsync("mine", Policy("allow", "ana", "list", "*-mine"))).Good();
        var page = (await ana.ListAsync(new SecretListQuery { Limit = 5 })).Good();
        Assert.Empty(page.Items);
        Assert.StartsWith("~", page.Next!.Key, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", page.Next.ToString(), StringComparison.Ordinal);
        var pages = 1;
        while (page.Next is not null)
        {
            page = (await ana.ListAsync(new SecretListQuery { Limit = 5, After = page.Next })).Good();
            pages++;
        }

        Assert.Equal("zz-mine", Assert.Single(page.Items).Name);
        Assert.InRange(pages, 2, 4);
    }

    [Fact]
    public async Task A_secret_is_used_for_who_may_not_read_it_and_the_trail_says_for_what()
    {
        var ana = await Scene.StrangerAsync("ana");
        (await Admin.SetAsync("db-one", "value")).Good();
        (await SetAsync("ana-uses", Policy("allow", "ana", "use", "db-*"))).Good();
        Assert.Equal("<not_found>", await ana.ReadAsync("db-one"));
        Assert.Equal("permission_denied", (await Scene.Store.SecretUses.UseAsync(ana.Context, null, "db-one", Purpose)).Code());
        (await Scene.Store.SecretBindings.BindAsync(Admin.Context, null, "db-one", "db.example.com:5432")).Good();
        using (var used = (await Scene.Store.SecretUses.UseAsync(ana.Context, null, "db-one", Purpose)).Good())
        {
            Assert.Equal("value", used.Value.Reveal());
        }

        var last = await Scene.LastEventAsync();
        Assert.Equal(("secret.use", "ana", "db-one", "ok"), (last.Action, last.Principal, last.Name, last.Outcome));
        Assert.EndsWith(
            " for datasource:7",
            await Scene.Place.ScalarAsync<string>("SELECT credential FROM audit_event WHERE action = 'secret.use'"), StringComparison.Ordinal);
        Assert.Equal("not_found", (await Scene.Store.SecretUses.UseAsync(ana.Context, null, "other", Purpose)).Code());
        var reader = await Scene.UserAsync("reader", "reader");
        Assert.Equal("permission_denied", (await Scene.Store.SecretUses.UseAsync(reader.Context, null, "db-one", Purpose)).Code());
        await Audit.IndependentChain.VerifyAsync(Scene.Place);
    }

    [Fact]
    public async Task A_policy_that_is_taken_away_holds_for_reads_under_way()
    {
        (await Admin.SetAsync("some-secret", "value")).Good();
        var ana = await Scene.StrangerAsync("ana");
        var busy = await Scene.UserAsync("busy");
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                Assert.Equal("value", await busy.ReadAsync("some-secret"));
            }
        })).ToList();
        var late = new ConcurrentBag<int>();
        for (var i = 0; i < FullRun.Count(40, 1000); i++)
        {
            (await SetAsync("ana-reads", Policy("allow", "ana", "read", "some-*"))).Good();
            Assert.Equal("value", await ana.ReadAsync("some-secret"));
            var racing = Task.Run(() => ana.ReadAsync("some-secret"));
            (await (i % 2 == 0
                ? Scene.Store.Policies.DeleteAsync(Admin.Context, "ana-reads")
                : DoneAsync(SetAsync("ana-reads", Policy("deny", "ana", "read", "some-*"))))).Good();
            if (await ana.ReadAsync("some-secret") == "value")
            {
                late.Add(i);
            }

            await racing;
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        Assert.Empty(late);
    }

    [Fact]
    public async Task Groups_carry_what_policies_give_them()
    {
        var ana = await Scene.StrangerAsync("ana");
        (await Admin.SetAsync("some-secret", "value")).Good();
        (await Scene.Store.Groups.CreateAsync(Admin.Context, "readers")).Good();
        (await SetAsync("readers-read", Policy("allow", "group:readers", "read", "*"))).Good();
        Assert.Equal("<not_found>", await ana.ReadAsync("some-secret"));
        (await Scene.Store.Groups.AddMemberAsync(Admin.Context, "readers", "ana")).Good();
        Assert.Equal("value", await ana.ReadAsync("some-secret"));
        Assert.Equal(["ana"], (await Scene.Store.Groups.AddMemberAsync(Admin.Context, "readers", "ana")).Good().Members);
        (await Scene.Store.Groups.RemoveMemberAsync(Admin.Context, "readers", "ana")).Good();
        Assert.Equal("<not_found>", await ana.ReadAsync("some-secret"));
        Assert.Equal("not_found", (await Scene.Store.Groups.RemoveMemberAsync(Admin.Context, "readers", "ana")).Code());
        Assert.Equal("not_found", (await Scene.Store.Groups.AddMemberAsync(Admin.Context, "readers", "nobody")).Code());
        Assert.Equal("not_found", (await Scene.Store.Groups.AddMemberAsync(Admin.Context, "none", "ana")).Code());
        Assert.Equal("already_exists", (await Scene.Store.Groups.CreateAsync(Admin.Context, "readers")).Code());
        (await Scene.Store.Groups.AddMemberAsync(Admin.Context, "readers", "ana")).Good();
        (await Scene.Store.Groups.DeleteAsync(Admin.Context, "readers")).Good();
        Assert.Equal("<not_found>", await ana.ReadAsync("some-secret"));
        Assert.Empty((await Scene.Store.Groups.ListAsync(Admin.Context)).Good());
    }

    [Fact]
    public async Task A_deleted_user_loses_keys_tokens_roles_and_groups_and_the_last_administrator_stays()
    {
        var key = (await Admin.GenerateKeyAsync("ana")).Good();
        var ana = await Scene.LoginAsync(key.Text);
        (await ana.SetAsync("some-secret", "value")).Good();
        var token = await Scene.UseAsync((await Admin.CreateTokenAsync("ana")).Good().Token.Token);
        Assert.Equal("value", await token.ReadAsync("some-secret"));
        Assert.Equal("not_found", (await Scene.Store.ServiceAccounts.DeleteAsync(Admin.Context, "ana")).Code());
        (await Scene.Store.Users.DeleteAsync(Admin.Context, "ana")).Good();
        Assert.Equal("<unauthenticated>", await ana.ReadAsync("some-secret"));
        Assert.Equal("<unauthenticated>", await token.ReadAsync("some-secret"));
        Assert.Equal("unauthenticated", (await Scene.Store.Authenticator.AuthenticateAsync(key.Text, User.Origin)).Code());
        Assert.Equal(["admin"], (await Scene.Store.Users.ListAsync(Admin.Context)).Good().Select(user => user.Name));
        Assert.Equal("ana", Assert.Single((await Scene.Store.ApiKeys.ListAsync(Admin.Context)).Good(), k => k.Id == key.Id).User);
        Assert.Equal("invalid_value", (await Scene.Store.Users.DeleteAsync(Admin.Context, "admin")).Code());

        // Who comes back under the name starts from nothing, and the old key stays dead.
        Assert.Equal("service-account", (await Scene.Store.ServiceAccounts.CreateAsync(Admin.Context, "ana")).Good().Kind);
        Assert.Equal("already_exists", (await Scene.Store.Users.CreateAsync(Admin.Context, "ana")).Code());
        Assert.Equal("<unauthenticated>", await ana.ReadAsync("some-secret"));
        Assert.Equal("<not_found>", await (await Scene.LoginAsync((await Admin.GenerateKeyAsync("ana")).Good().Text)).ReadAsync("some-secret"));
    }

    [Theory]
    [InlineData("UPDATE role_assignment SET role = 'admin'")]
    [InlineData("INSERT INTO role_assignment SELECT id, (SELECT id FROM environment), 'admin' FROM principal WHERE name = 'ana'")]
    [InlineData("DELETE FROM policy")]
    [InlineData("UPDATE policy SET names = '*'")]
    [InlineData("INSERT INTO policy SELECT 'more', 0, principals, actions, environments, '*', updated_at, updated_by FROM policy")]
    [InlineData("UPDATE principal SET name = 'bob' WHERE name = 'ana'")]
    [InlineData("INSERT INTO group_member SELECT g.id, p.id FROM principal_group g, principal p WHERE p.name = 'ana'")]
    [InlineData("DELETE FROM access_seal")]
    public async Task Whoever_writes_to_the_database_changes_no_right_unnoticed(string tampering)
    {
        var ana = await Scene.UserAsync("ana", "reader");
        (await Scene.Store.Groups.CreateAsync(Admin.Context, "empty")).Good();
        (await SetAsync("no-root-keys", Policy("deny", "*", "read", "root-*"))).Good();
        (await Admin.SetAsync("some-secret", "value")).Good();
        await Scene.Place.ExecuteAsync(tampering);
        (await Admin.GenerateKeyAsync("admin", days: 1, force: true)).Code(); // Whatever comes of it, the next request reads the rules anew.
        await Scene.Store.DisposeAsync();
        var store = await Scene.Place.OpenAsync(Scene.Options(Scene.Time));
        await using (store)
        {
            using var refused = SecretValue.FromString("x");
            Assert.Equal("integrity_failure", (await store.Secrets.GetAsync(ana.Context, null, "some-secret", null)).Code());
            Assert.Equal("integrity_failure", (await store.Policies.ListAsync(Admin.Context)).Code());
            Assert.Equal("integrity_failure", (await store.Secrets.SetAsync(Admin.Context, null, "some-secret", refused, null)).Code());
        }
    }

    [Fact]
    public async Task An_older_state_of_the_rules_that_is_put_back_is_refused()
    {
        var ana = await Scene.UserAsync("ana", "reader");
        var seal = (await Scene.Place.QueryAsync<(long Revision, byte[] Mac)>("SELECT revision, mac FROM access_seal"))[0];
        (await Admin.RevokeRoleAsync("ana", "*")).Good();
        await Scene.Place.ExecuteAsync(
            "INSERT INTO role_assignment SELECT id, '*', 'reader' FROM principal WHERE name = 'ana'; UPDATE access_seal SET revision = @Revision, mac = @Mac",
            new { seal.Revision, seal.Mac });
        await Scene.Store.DisposeAsync();
        await using var store = await Scene.Place.OpenAsync(Scene.Options(Scene.Time));
        Assert.Equal("integrity_failure", (await store.Secrets.GetAsync(ana.Context, null, "some-secret", null)).Code());
    }

    [Fact]
    public async Task Too_many_requests_are_refused_with_the_time_to_wait_and_others_are_not_touched()
    {
        await Scene.RestartAsync(options => options with { Access = new() { RequestsPerSecond = 5 } });
        var (ana, bob) = (await Scene.UserAsync("ana"), await Scene.UserAsync("bob"));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("<not_found>", await ana.ReadAsync("some-secret"));
        }

        var refused = (await ana.GetAsync("some-secret")).Refusal!;
        Assert.Equal(("rate_limited", TimeSpan.FromMilliseconds(200)), (refused.CodeText, refused.RetryAfter));
        Assert.Equal("<not_found>", await bob.ReadAsync("some-secret"));
        Scene.Time.Advance(refused.RetryAfter!.Value);
        Assert.Equal("<not_found>", await ana.ReadAsync("some-secret"));
        Assert.Equal("<rate_limited>", await ana.ReadAsync("some-secret"));
    }

    [Fact]
    public async Task The_holder_of_a_revoked_token_cannot_fill_the_trail()
    {
        var key = (await Admin.GenerateKeyAsync("ana")).Good();
        var ana = await Scene.LoginAsync(key.Text);
        (await Admin.RevokeKeyAsync(key.Id)).Good();
        var before = (await Scene.EventsAsync()).Count;
        for (var i = 0; i < 500; i++)
        {
            Assert.Equal("<unauthenticated>", await ana.ReadAsync("some-secret"));
        }

        Assert.Equal(before + 100, (await Scene.EventsAsync()).Count);
        Assert.Equal(TimeSpan.FromMilliseconds(100), (await ana.GetAsync("some-secret")).Refusal!.RetryAfter);
        await Scene.Store.TickAsync();
        var rest = await Scene.LastEventAsync();
        Assert.Equal(("secret.read", "unauthenticated", 401, User.Origin.Address), (rest.Action, rest.Outcome, rest.Count, rest.Address));
    }

    [Theory]
    [InlineData("Upper", "invalid_name")]
    [InlineData("reader", "invalid_name")]
    [InlineData("", "invalid_name")]
    public async Task A_policy_has_a_name_of_its_own(string name, string code) =>
        Assert.Equal(code, (await SetAsync(name, Policy("allow", "ana", "read", "*"))).Code());

    [Theory]
    [InlineData("p", null)]
    [InlineData("a-1", null)]
    [InlineData("1a", "invalid_name")]
    [InlineData("-a", "invalid_name")]
    [InlineData("pppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp", null)]
    [InlineData("ppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp", "invalid_name")]
    public async Task A_policys_name_has_1_to_64_characters_and_its_lists_up_to_100_words_of_200(string name, string? code)
    {
        var largest = Policy("allow", "ana", "read", "*") with { Names = [.. Enumerable.Repeat(new string('a', 200), 100)] };
        Assert.Equal(code, (await SetAsync(name, largest)).Refusal?.CodeText);
    }

    [Fact]
    public async Task What_was_allowed_goes_on_no_longer_when_the_rules_were_tampered_with()
    {
        var key = (await Admin.GenerateKeyAsync("ana")).Good();
        var stream = (await Scene.Store.Audit.StreamAsync(Admin.Context, new AuditQuery(), after: null, isFollowed: false)).Good();
        await Scene.Place.ExecuteAsync("UPDATE access_seal SET revision = revision + 1");
        (await Admin.RevokeKeyAsync(key.Id)).Good(); // Whoever asks next is authorised anew.
        await foreach (var line in stream.ReadAsync(TestContext.Current.CancellationToken))
        {
            Assert.Null(line.Event);
        }
    }

    [Fact]
    public async Task A_policy_that_is_wrong_is_refused_and_changes_nothing()
    {
        var good = Policy("allow", "ana", "read", "*");
        foreach (var wrong in new[]
        {
            good with { Effect = null }, good with { Effect = "permit" }, good with { Principals = null }, good with { Principals = [] },
            good with { Principals = ["an a"] }, good with { Actions = ["fly"] }, good with { Actions = ["*"] }, good with { Environments = [""] },
            good with { Names = ["a\nb"] }, good with { Names = [new string('a', 201)] }, good with { Names = [.. Enumerable.Repeat("a", 101)] },
            good with { Effect = "deny", Actions = ["admin"] }, good with { Name = "another-name" },
        })
        {
            Assert.Equal("invalid_value", (await SetAsync("some-policy", wrong)).Code());
        }

        Assert.All((await Scene.Store.Policies.ListAsync(Admin.Context)).Good(), policy => Assert.True(policy.BuiltIn));
        var member = await Scene.UserAsync("member");
        Assert.Equal("permission_denied", (await Scene.Store.Policies.SetAsync(member.Context, "some-policy", good)).Code());
        Assert.Equal("permission_denied", (await Scene.Store.Policies.ListAsync(member.Context)).Code());
    }

    private static PolicyDefinition Policy(string effect, string principal, string action, string name) =>
        new(effect, [principal], [action], ["*"], [name]);

    private static async Task<Result<Done>> DoneAsync<T>(Task<Result<T>> change)
    {
        var result = await change;
        return result.IsRefused ? result.Refusal : default(Done);
    }

    private static async Task<List<string>> ListedAsync(User user, int limit, SecretSortKey sort = SecretSortKey.Name)
    {
        var (all, query) = (new List<string>(), new SecretListQuery { Limit = limit, Sort = sort });
        do
        {
            var page = await user.ListAllAsync(query);
            all.AddRange(page.Good().Items.Select(secret => secret.Name));
            query = query with { After = page.Value!.Next };
        }
        while (query.After is not null);
        return all;
    }

    private Task<Result<PolicyProperties>> SetAsync(string name, PolicyDefinition definition) =>
        Scene.Store.Policies.SetAsync(Admin.Context, name, definition);

    private async Task<PolicyExplanation> Explain(string principal, string action, string name) =>
        (await Scene.Store.Policies.ExplainAsync(Admin.Context, new PolicyQuestion(principal, action, "default", name))).Good();
}

public sealed class PoliciesOnSqlite : PolicySuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
