using Qwak.Core.Secrets;
using Qwak.Core.Tests.Audit;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Secrets;

/// <summary>Versions, deletion and return, the end of secrets, and what is said of them.</summary>
public abstract class SecretLifeSuite : StoreSuite
{
    [Fact]
    public async Task The_last_ten_versions_are_kept_and_older_ones_are_destroyed()
    {
        await SetAsync("some-secret", 12);
        Assert.Equal(
            [(12, SecretVersionState.Current), .. Enumerable.Range(3, 9).Reverse().Select(n => (n, SecretVersionState.Readable))],
            (await Admin.VersionsAsync("some-secret")).Good().Select(v => (v.Version, v.State)));
        Assert.Equal("<not_found>", await Admin.ReadAsync("some-secret", version: 2));
        Assert.Equal("value 3", await Admin.ReadAsync("some-secret", version: 3));
        Assert.Equal("not_found", (await Admin.RestoreAsync("some-secret", [2])).Code());
        Assert.Equal(10, await Scene.Place.ScalarAsync<long>("SELECT COUNT(*) FROM secret_version"));
    }

    [Fact]
    public async Task A_restore_takes_the_last_deletion_back_and_older_ones_one_by_one()
    {
        await SetAsync("some-secret", 2);
        (await Admin.DeleteAsync("some-secret")).Good();
        Assert.All((await Admin.VersionsAsync("some-secret")).Good(), v => Assert.Equal(SecretVersionState.Deleted, v.State));
        Scene.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(3, (await Admin.SetAsync("some-secret", "value 3")).Good().Properties.Version);
        Assert.Equal("<not_found>", await Admin.ReadAsync("some-secret", version: 2));
        (await Admin.DeleteAsync("some-secret")).Good();
        Assert.Equal(["some-secret"], (await Admin.ListAsync(new SecretListQuery { Deleted = true })).Good().Items.Select(s => s.Name));
        Assert.Equal("invalid_value", (await Admin.RestoreAsync("some-secret", [2])).Code());

        Assert.Equal(3, (await Admin.RestoreAsync("some-secret")).Good().Version);
        Assert.Equal("value 3", await Admin.ReadAsync("some-secret"));
        Assert.Equal("<not_found>", await Admin.ReadAsync("some-secret", version: 2));
        (await Admin.RestoreAsync("some-secret", [2])).Good();
        Assert.Equal(("value 2", "<not_found>"), (await Admin.ReadAsync("some-secret", 2), await Admin.ReadAsync("some-secret", 1)));

        (await Admin.RestoreAsync("some-secret", [2])).Good();
        (await Admin.RestoreAsync("some-secret")).Good();
        Assert.Equal(["unchanged", "unchanged", "ok"], (await Scene.EventsAsync()).Where(e => e.Action == "secret.restore").Take(3).Select(e => e.Outcome));
        await IndependentChain.VerifyAsync(Scene.Place);
    }

    [Fact]
    public async Task What_is_deleted_can_be_restored_until_its_retention_is_over_and_is_then_destroyed()
    {
        await SetAsync("some-secret", 2);
        await SetAsync("another-one", 1);
        (await Admin.DeleteAsync("some-secret")).Good();
        Scene.Time.Advance(TimeSpan.FromDays(3.5));
        var admin = await Scene.LoginAsync(Scene.Place.AdminKey);
        (await admin.RestoreAsync("some-secret")).Good();
        (await admin.DeleteAsync("some-secret")).Good();
        Scene.Time.Advance(TimeSpan.FromDays(7));
        Assert.Equal(0, await Scene.Store.Destruction.RunAsync(default));
        Scene.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await Scene.Store.Destruction.RunAsync(default));
        Assert.Equal(("secret.destroy", "some-secret", "default", null), await LastAsync());
        Assert.Equal(0, await Scene.Store.Destruction.RunAsync(default));

        admin = await Scene.LoginAsync(Scene.Place.AdminKey);
        Assert.Equal("not_found", (await admin.VersionsAsync("some-secret")).Code());
        Assert.Equal("not_found", (await admin.RestoreAsync("some-secret")).Code());
        Assert.Equal("value 1", await admin.ReadAsync("another-one"));
        Assert.Equal(1, (await admin.SetAsync("some-secret", "anew")).Good().Properties.Version);
    }

    [Fact]
    public async Task A_deleted_version_of_a_living_secret_is_destroyed_alone()
    {
        await SetAsync("some-secret", 2);
        (await Admin.DeleteAsync("some-secret")).Good();
        (await Admin.SetAsync("some-secret", "value 3")).Good();
        Scene.Time.Advance(TimeSpan.FromDays(8));
        Assert.Equal(1, await Scene.Store.Destruction.RunAsync(default));
        var admin = await Scene.LoginAsync(Scene.Place.AdminKey);
        Assert.Equal([3], (await admin.VersionsAsync("some-secret")).Good().Select(v => v.Version));
        Assert.Equal("value 3", await admin.ReadAsync("some-secret"));
        Assert.Equal(4, (await admin.SetAsync("some-secret", "value 4")).Good().Properties.Version);
    }

    [Fact]
    public async Task A_purge_is_for_administrators_and_the_name_makes_a_new_secret()
    {
        var ana = await Scene.UserAsync("ana");
        await SetAsync("some-secret", 2);
        var id = await IdAsync();
        Assert.Equal("permission_denied", (await ana.PurgeAsync("some-secret")).Code());
        (await Admin.PurgeAsync("some-secret")).Good();
        Assert.Equal(0, await Scene.Place.ScalarAsync<long>("SELECT COUNT(*) FROM secret_version"));
        Assert.Equal("not_found", (await Admin.PurgeAsync("some-secret")).Code());
        Assert.Equal(1, (await Admin.SetAsync("some-secret", "anew", expectedVersion: 0)).Good().Properties.Version);
        Assert.NotEqual(id, await IdAsync());

        Task<string> IdAsync() => Scene.Place.ScalarAsync<string>("SELECT id FROM secret");
    }

    [Fact]
    public async Task Purge_protection_holds_for_ever_and_the_retention_still_ends()
    {
        (await Scene.Store.Environments.CreateAsync(Admin.Context, "production", null, purgeProtection: true)).Good();
        (await Admin.SetAsync("some-secret", "x", environment: "production")).Good();
        Assert.Equal("permission_denied", (await Admin.PurgeAsync("some-secret", "production")).Code());
        (await Admin.SetAsync("some-secret", "x", environment: "default")).Good();
        Assert.Equal("permission_denied", (await Scene.Store.Environments.ProtectAsync((await Scene.UserAsync("ana")).Context, "default")).Code());
        Assert.Equal("unknown_environment", (await Scene.Store.Environments.ProtectAsync(Admin.Context, "nowhere")).Code());
        Assert.True((await Scene.Store.Environments.ProtectAsync(Admin.Context, "default")).Good().HasPurgeProtection);
        (await Scene.Store.Environments.ProtectAsync(Admin.Context, "default")).Good();
        Assert.Equal("permission_denied", (await Admin.PurgeAsync("some-secret", "default")).Code());
        (await Admin.DeleteAsync("some-secret", "production")).Good();
        Scene.Time.Advance(TimeSpan.FromDays(8));
        Assert.Equal(1, await Scene.Store.Destruction.RunAsync(default));
    }

    [Fact]
    public async Task Properties_are_changed_one_by_one_and_make_no_version()
    {
        var ana = await Scene.UserAsync("ana");
        await SetAsync("some-secret", 1);
        var expiry = Scene.Time.GetUtcNow().AddDays(30);
        (await ana.UpdateAsync("some-secret", description: "The user", owner: "team-a", tags: ["b", "a", "b"], expiresAt: expiry, isSensitive: false)).Good();
        (await ana.UpdateAsync("some-secret", owner: "team-b")).Good();
        var p = (await ana.PropertiesAsync("some-secret")).Good();
        Assert.Equal(("The user", "team-b", "a b", expiry, false, 1), (p.Description, p.Owner, string.Join(' ', p.Tags), p.ExpiresAt, p.IsSensitive, p.Version));
        (await ana.UpdateAsync("some-secret", description: "", owner: "", tags: [], neverExpires: true, isSensitive: true)).Good();
        p = (await ana.PropertiesAsync("some-secret")).Good();
        Assert.Equal((null, null, 0, null, true), (p.Description, p.Owner, p.Tags.Count, p.ExpiresAt, p.IsSensitive));

        (await ana.UpdateAsync("some-secret", description: "stays")).Good();
        (await ana.SetAsync("some-secret", "two")).Good();
        Assert.Equal("stays", (await ana.PropertiesAsync("some-secret")).Good().Description);
        Assert.Equal("invalid_value", (await ana.UpdateAsync("some-secret", description: "a\nb")).Code());
        Assert.Equal("invalid_value", (await ana.UpdateAsync("some-secret", tags: ["two words"])).Code());
        Assert.Equal("invalid_value", (await ana.UpdateAsync("some-secret", expiresAt: expiry, neverExpires: true)).Code());
        Assert.Equal("permission_denied", (await (await Scene.UserAsync("bob", "reader")).UpdateAsync("some-secret", owner: "bob")).Code());
        (await ana.DeleteAsync("some-secret")).Good();
        Assert.Equal("not_found", (await ana.UpdateAsync("some-secret", owner: "x")).Code());
    }

    [Fact]
    public async Task A_repeated_set_whose_answer_was_lost_succeeds_also_where_it_revived_the_name()
    {
        await SetAsync("some-secret", 2);
        Assert.True((await Admin.SetAsync("some-secret", "value 2", expectedVersion: 1)).Good().Unchanged);
        (await Admin.DeleteAsync("some-secret")).Good();
        (await Admin.SetAsync("some-secret", "value 3", expectedVersion: 0)).Good();
        Assert.True((await Admin.SetAsync("some-secret", "value 3", expectedVersion: 0)).Good().Unchanged);
        Assert.Equal("version_conflict", (await Admin.SetAsync("some-secret", "value 4", expectedVersion: 0)).Code());
    }

    [Fact]
    public async Task Reads_are_counted_by_day_and_the_last_reader_is_known()
    {
        var ana = await Scene.UserAsync("ana");
        await SetAsync("some-secret", 1);
        await SetAsync("another-one", 1);
        for (var i = 0; i < 3; i++)
        {
            await ana.ReadAsync("some-secret");
        }

        await ana.ReadAsync("missing-one");
        Scene.Time.Advance(TimeSpan.FromDays(1));
        await Scene.Store.TickAsync();
        var admin = await Scene.LoginAsync(Scene.Place.AdminKey);
        await admin.ReadAsync("some-secret");
        await Scene.Store.TickAsync();
        await Scene.RestartAsync();
        await Scene.Store.TickAsync();

        var today = DateOnly.FromDateTime(Scene.Time.GetUtcNow().UtcDateTime);
        Assert.Equal([new(today.AddDays(-1), 3, 0), new(today, 1, 0)], (await Admin.UsageAsync("some-secret")).Good().Reads);
        Assert.Equal([new(today, 1, 0)], (await Admin.UsageAsync("some-secret", days: 1)).Good().Reads);
        Assert.Empty((await Admin.UsageAsync("another-one")).Good().Reads);
        Assert.Equal("invalid_value", (await Admin.UsageAsync("some-secret", days: 0)).Code());
        var properties = (await Admin.PropertiesAsync("some-secret")).Good();
        Assert.Equal((Scene.Time.GetUtcNow(), "admin"), (properties.LastReadAt, properties.LastReadBy));
        Assert.Equal(1, await Scene.Place.ScalarAsync<long>("SELECT COUNT(*) FROM secret_usage WHERE name <> 'some-secret'") + 1);
    }

    [Fact]
    public async Task An_import_sets_all_or_none_and_a_dry_run_nothing()
    {
        (await Admin.SetAsync("old-one", "same")).Good();
        (await Admin.SetAsync("other-one", "before")).Good();
        (string?, string)[] good = [("new-one", "1"), ("old-one", "same"), ("other-one", "after")];
        SecretImportChange[] expected =
        [
            new("new-one", SecretChange.Created, 1), new("old-one", SecretChange.Unchanged, 1), new("other-one", SecretChange.Updated, 2),
        ];
        Assert.Equal(expected, (await Admin.ImportAsync(dryRun: true, good)).Good().Items);
        Assert.Equal(("<not_found>", "before"), (await Admin.ReadAsync("new-one"), await Admin.ReadAsync("other-one")));

        Assert.Equal("invalid_name", (await Admin.ImportAsync(dryRun: false, [.. good, ("Bad Name", "x")])).Code());
        Assert.Equal("invalid_name", (await Admin.ImportAsync(dryRun: false, [.. good, ("new-one", "x")])).Code());
        Assert.Equal("value_too_large", (await Admin.ImportAsync(dryRun: false, [.. good, ("large-one", new string('x', (1 << 20) + 1))])).Code());
        Assert.Equal("invalid_value", (await Admin.ImportAsync(dryRun: false)).Code());
        Assert.Equal("permission_denied", (await (await Scene.UserAsync("bob", "reader")).ImportAsync(dryRun: true, good)).Code());
        Assert.Equal(("<not_found>", "before"), (await Admin.ReadAsync("new-one"), await Admin.ReadAsync("other-one")));

        Assert.Equal(expected, (await Admin.ImportAsync(dryRun: false, good)).Good().Items);
        Assert.Equal(("1", "same", "after"), (await Admin.ReadAsync("new-one"), await Admin.ReadAsync("old-one"), await Admin.ReadAsync("other-one")));
        Assert.Equal(
            [("new-one", "ok"), ("old-one", "unchanged"), ("other-one", "ok")],
            (await Scene.EventsAsync()).Where(e => e.Action == "secret.set").Take(3).Reverse().Select(e => (e.Name!, e.Outcome)));
    }

    [Fact]
    public async Task An_import_that_breaks_off_leaves_nothing()
    {
        await Scene.RestartAsync(options => options with { Encryption = new() { MaximumKeyUses = 6 } });
        Assert.Equal("unavailable", (await Admin.ImportAsync(dryRun: false, [.. Enumerable.Range(0, 9).Select(i => ((string?)$"secret-{i}", "x"))])).Code());
        Assert.Empty((await Admin.ListAsync()).Good().Items);
        await IndependentChain.VerifyAsync(Scene.Place);
    }

    private async Task SetAsync(string name, int versions)
    {
        for (var i = 1; i <= versions; i++)
        {
            Assert.Equal(i, (await Admin.SetAsync(name, $"value {i}")).Good().Properties.Version);
        }
    }

    private async Task<(string, string?, string?, string?)> LastAsync()
    {
        var last = await Scene.LastEventAsync();
        return (last.Action, last.Name, last.Environment, last.Principal);
    }
}

public sealed class SecretLifeOnSqlite : SecretLifeSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
