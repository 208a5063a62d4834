using Qwak.Clients.Administration;
using Qwak.Core.Secrets;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Secrets;

/// <summary>Where a secret may be sent, and who says so.</summary>
public abstract class SecretBindingSuite : StoreSuite
{
    [Fact]
    public async Task A_secret_is_bound_listed_and_unbound_and_the_trail_says_to_where()
    {
        (await Admin.SetAsync("db-password", "value")).Good();
        Assert.Equal(["db.example.com:5432"], (await BindAsync(Admin, "DB.example.com.:5432")).Good());
        Assert.Equal(["db.example.com:5432"], (await BindAsync(Admin, "db.example.com:5432")).Good());
        Assert.Equal("unchanged", (await Scene.LastEventAsync()).Outcome);
        Assert.Equal(["db.example.com:5432", "[::1]:5432"], (await BindAsync(Admin, "[::1]:5432")).Good());
        Assert.Equal(2, (await Scene.Store.SecretBindings.ListAsync(Admin.Context, null, "db-password")).Good().Length);
        Assert.Equal(["[::1]:5432"], (await Scene.Store.SecretBindings.UnbindAsync(Admin.Context, null, "db-password", "db.example.com:5432")).Good());
        Assert.Equal("value", await Admin.ReadAsync("db-password"));
        Assert.EndsWith(
            " for db.example.com:5432",
            await Scene.Place.ScalarAsync<string>("SELECT credential FROM audit_event WHERE action = 'secret.unbind'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_who_may_read_and_set_a_secret_binds_it_and_only_an_administrator_to_a_wildcard()
    {
        (await Admin.SetAsync("db-password", "value")).Good();
        var member = await Scene.UserAsync("member");
        (await BindAsync(member, "db.example.com:5432")).Good();
        foreach (var wildcard in new[] { "*.example.com:443", "*:443", "db.example.com:*" })
        {
            Assert.Equal("permission_denied", (await BindAsync(member, wildcard)).Code());
            (await BindAsync(Admin, wildcard)).Good();
        }

        foreach (var role in new[] { "reader", "builder", "auditor" })
        {
            Assert.Equal("permission_denied", (await BindAsync(await Scene.UserAsync(role, role), "evil.example.com:443")).Code());
        }

        // Who may set and not read could otherwise have the value sent to themselves.
        var writer = await Scene.StrangerAsync("writer");
        (await Scene.Store.Policies.SetAsync(
            Admin.Context, "writers", new PolicyDefinition("allow", ["writer"], ["list", "set", "use"], ["default"], ["db-*"]))).Good();
        Assert.Equal("permission_denied", (await BindAsync(writer, "evil.example.com:443")).Code());
    }

    [Theory]
    [InlineData("")]
    [InlineData("db.example.com")]
    [InlineData("db.example.com:0")]
    [InlineData("db.example.com:99999")]
    [InlineData("user@db.example.com:5432")]
    [InlineData("db*.example.com:5432")]
    [InlineData("a b:5432")]
    public async Task What_is_no_destination_is_refused_and_not_recorded(string text)
    {
        (await Admin.SetAsync("db-password", "value")).Good();
        Assert.Equal("invalid_value", (await BindAsync(Admin, text)).Code());
        Assert.EndsWith(
            $" for [invalid] length {text.Length}",
            await Scene.Place.ScalarAsync<string>("SELECT credential FROM audit_event WHERE action = 'secret.bind'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_binding_outlives_a_rotation_and_a_restore_but_not_the_revival_of_the_name()
    {
        (await Admin.SetAsync("db-password", "one")).Good();
        (await BindAsync(Admin, "db.example.com:5432")).Good();
        (await Admin.SetAsync("db-password", "two")).Good();
        Assert.Single(await BindingsAsync());
        (await Admin.DeleteAsync("db-password")).Good();
        (await Scene.Store.SecretLife.RestoreAsync(Admin.Context, null, "db-password", null)).Good();
        Assert.Single(await BindingsAsync());
        (await Admin.DeleteAsync("db-password")).Good();
        (await Admin.SetAsync("db-password", "three")).Good();
        Assert.Empty(await BindingsAsync());
    }

    [Fact]
    public async Task A_destination_that_was_written_into_the_store_makes_the_secret_unusable()
    {
        (await Admin.SetAsync("db-password", "value")).Good();
        var builder = await Scene.UserAsync("builder", "builder");
        await Scene.Place.ExecuteAsync("UPDATE secret SET destinations = 'evil.example.com:443' WHERE name = 'db-password'");
        var purpose = new SecretPurpose("datasource:draft", DefinedBy: null);
        Assert.Equal("integrity_failure", (await Scene.Store.SecretUses.UseAsync(builder.Context, null, "db-password", purpose)).Code());
        (await Admin.SetAsync("db-password", "again")).Good();
        Assert.Empty(await BindingsAsync());
    }

    private async Task<string[]> BindingsAsync() => (await Scene.Store.SecretBindings.ListAsync(Admin.Context, null, "db-password")).Good();

    private Task<Result<string[]>> BindAsync(User user, string destination) =>
        Scene.Store.SecretBindings.BindAsync(user.Context, null, "db-password", destination);
}

public sealed class SecretBindingsOnSqlite : SecretBindingSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
