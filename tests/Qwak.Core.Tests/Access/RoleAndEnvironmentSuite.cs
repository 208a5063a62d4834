using Qwak.Core.Access;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Access;

/// <summary>Roles, environments and what a caller is told of themselves.</summary>
public abstract class RoleAndEnvironmentSuite : StoreSuite
{
    [Fact]
    public async Task A_granted_role_replaces_the_one_before_and_is_answered_by_the_environments_name()
    {
        var staging = await Scene.EnvironmentAsync("staging", "staging.test");
        Assert.Equal(("ana", "staging", "reader"), await Grant("staging", "reader"));
        Assert.Equal(("ana", "staging", "admin"), await Grant(staging.Id, "admin"));
        Assert.Equal(("staging", "ana", "ok"), ((await Scene.LastEventAsync()).Environment, (await Scene.LastEventAsync()).Name, (await Scene.LastEventAsync()).Outcome));
        Assert.Equal(("ana", "*", "reader"), await Grant("*", "reader"));
        Assert.Equal(
            [("admin", "*", "admin"), ("ana", "*", "reader"), ("ana", "staging", "admin")],
            (await Scene.Store.RoleAssignments.ListAsync(Admin.Context)).Good().Select(r => (r.User, r.Environment, r.Role)));

        async Task<(string, string, string)> Grant(string environment, string role)
        {
            var made = (await Admin.GrantRoleAsync("ana", environment, role)).Good();
            return (made.User, made.Environment, made.Role);
        }
    }

    [Theory]
    [InlineData("ana", "nowhere", "member", "unknown_environment")]
    [InlineData("ana", "*", "owner", "invalid_value")]
    [InlineData("ana", "*", null, "invalid_value")]
    [InlineData("an a", "*", "member", "invalid_name")]
    public async Task A_grant_that_is_wrong_makes_nothing(string user, string environment, string? role, string code)
    {
        Assert.Equal(code, (await Admin.GrantRoleAsync(user, environment, role)).Code());
        Assert.Equal(1, await Scene.Place.ScalarAsync<int>("SELECT count(*) FROM principal"));
    }

    [Fact]
    public async Task A_role_that_is_not_there_cannot_be_taken()
    {
        Assert.Equal("not_found", (await Admin.RevokeRoleAsync("nobody", "*")).Code());
        await Scene.UserAsync("ana");
        Assert.Equal("not_found", (await Admin.RevokeRoleAsync("ana", "default")).Code());
        (await Admin.RevokeRoleAsync("ana", "*")).Good();
        Assert.Equal("not_found", (await Admin.RevokeRoleAsync("ana", "*")).Code());
        Assert.Equal("unknown_environment", (await Admin.RevokeRoleAsync("ana", "nowhere")).Code());
    }

    [Fact]
    public async Task The_last_administrator_stays_one()
    {
        Assert.Equal("invalid_value", (await Admin.RevokeRoleAsync("admin", "*")).Code());
        Assert.Equal("invalid_value", (await Admin.GrantRoleAsync("admin", "*", "member")).Code());
        (await Admin.GrantRoleAsync("admin", "default", "reader")).Good();
        await Scene.UserAsync("local", "admin", "default");
        Assert.Equal("invalid_value", (await Admin.RevokeRoleAsync("admin", "*")).Code());

        var second = await Scene.UserAsync("second", "admin");
        (await second.RevokeRoleAsync("admin", "*")).Good();
        Assert.Equal("permission_denied", (await Admin.GenerateKeyAsync("eve")).Code());
        Assert.Equal("invalid_value", (await second.RevokeRoleAsync("second", "*")).Code());
    }

    [Fact]
    public async Task Of_two_administrators_who_take_each_others_role_one_stays()
    {
        for (var round = 0; round < 10; round++)
        {
            var (a, b) = (await Scene.UserAsync($"a{round}", "admin"), await Scene.UserAsync($"b{round}", "admin"));
            (await a.RevokeRoleAsync("admin", "*")).Good();
            await Task.WhenAll(a.RevokeRoleAsync($"b{round}", "*"), b.RevokeRoleAsync($"a{round}", "*"));
            var left = await Scene.Place.QueryAsync<string>("SELECT p.name FROM role_assignment r JOIN principal p ON p.id = r.principal_id WHERE role = 'admin'");
            Assert.Single(left);
            (await (left[0][0] == 'a' ? a : b).GrantRoleAsync("admin", "*", "admin")).Good();
            (await Admin.RevokeRoleAsync(left[0], "*")).Good();
        }
    }

    [Theory]
    [InlineData("staging", null, "ok")]
    [InlineData("s2", "edge.test:8443", "ok")]
    [InlineData("a23456789012345678901234567890123456", null, "ok")]
    [InlineData(null, null, "invalid_name")]
    [InlineData("", null, "invalid_name")]
    [InlineData("s", null, "invalid_name")]
    [InlineData("a234567890123456789012345678901234567", null, "invalid_name")]
    [InlineData("Staging", null, "invalid_name")]
    [InlineData("2nd", null, "invalid_name")]
    [InlineData("with_underscore", null, "invalid_name")]
    [InlineData("dash-", null, "invalid_name")]
    [InlineData("*", null, "invalid_name")]
    [InlineData("abcdef0123456789abcdef0123456789", null, "invalid_name")] // Looks like an id.
    [InlineData("default", null, "already_exists")]
    [InlineData("staging", "127.0.0.1:8443", "already_exists")] // The default environment's.
    [InlineData("staging", "https://edge.test", "invalid_value")]
    [InlineData("staging", "", "invalid_value")]
    public async Task An_environment_has_a_valid_name_and_an_address_of_its_own(string? name, string? address, string code)
    {
        Assert.Equal(code, (await Scene.Store.Environments.CreateAsync(Admin.Context, name, address)).Code());
        Assert.Equal(("environment.create", code), ((await Scene.LastEventAsync()).Action, (await Scene.LastEventAsync()).Outcome));
    }

    [Fact]
    public async Task A_new_environment_counts_from_the_next_request()
    {
        (await Admin.From("anything.test").SetAsync("some-secret", "x")).Good();
        await Scene.EnvironmentAsync("staging", "staging.test");
        Assert.Equal("<unknown_environment>", await Admin.From("anything.test").ReadAsync("some-secret"));
        Assert.Equal("<not_found>", await Admin.From("staging.test").ReadAsync("some-secret"));
        Assert.Equal("x", await Admin.ReadAsync("some-secret"));
    }

    [Fact]
    public async Task A_request_that_overtakes_the_making_of_an_environment_is_decided_anew()
    {
        for (var i = 0; i < 20; i++)
        {
            var reads = Enumerable.Range(0, 20).Select(_ => Task.Run(() => Admin.From($"e{i}.test").ReadAsync("missing"))).ToList();
            await Scene.EnvironmentAsync($"environment-{i}", $"e{i}.test");
            Assert.Equal("<not_found>", await Admin.From($"e{i}.test").ReadAsync("missing"));
            Assert.All(await Task.WhenAll(reads), read => Assert.Contains(read, new[] { "<not_found>", "<unknown_environment>" }));
        }
    }

    [Fact]
    public async Task A_caller_is_told_of_the_environments_they_may_list()
    {
        await Scene.EnvironmentAsync("staging", "staging.test");
        var ana = await Scene.UserAsync("ana", "reader", "staging");
        Assert.Equal(["staging"], (await Scene.Store.Environments.ListAsync(ana.Context)).Good().Select(e => e.Name));
        Assert.Equal(["default", "staging"], (await Scene.Store.Environments.ListAsync(Admin.Context)).Good().Select(e => e.Name));
        var context = (await Scene.Store.UserContexts.GetAsync(ana.From("staging.test").Context)).Good();
        Assert.Equal(("ana", "staging"), (context.Principal.Name, context.Current?.Name));
        Assert.Equal([("staging", Role.Reader)], context.Roles.Select(r => (r.Key, r.Value)));
        Assert.Empty((await Scene.Store.Environments.ListAsync((await Scene.StrangerAsync("stranger")).Context)).Good());
    }

    [Fact]
    public async Task The_default_environment_moves_to_the_first_listener_of_today()
    {
        await Scene.EnvironmentAsync("staging", "staging.test");
        await Scene.RestartAsync(options => options with { Own = new(["127.0.0.1:9443"], ["localhost"]) });
        Assert.Equal("localhost:9443", (await Scene.Store.Environments.ListAsync(Admin.Context)).Good().Single(e => e.IsDefault).EdgeAddress);
        Assert.Equal("<not_found>", await Admin.From("localhost:9443").ReadAsync("missing"));

        // Never onto an address that another environment has.
        await Scene.RestartAsync(options => options with { Own = new(["staging.test"], ["localhost"]) });
        Assert.Equal("localhost:9443", (await Scene.Store.Environments.ListAsync(Admin.Context)).Good().Single(e => e.IsDefault).EdgeAddress);
    }
}

public sealed class RolesAndEnvironmentsOnSqlite : RoleAndEnvironmentSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
