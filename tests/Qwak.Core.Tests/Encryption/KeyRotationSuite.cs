using System.Collections.Concurrent;
using Qwak.Core.Encryption;
using Qwak.Core.Encryption.Seals;
using Qwak.Core.Tests.Service;
using Qwak.Rest;

namespace Qwak.Core.Tests.Encryption;

/// <summary>Keys come and go while the service serves, and so do seals while it is stopped.</summary>
public abstract class KeyRotationSuite : StoreSuite
{
    [Fact]
    public async Task What_is_set_after_a_rotation_is_under_the_new_key_and_what_was_set_before_is_still_read()
    {
        (await Admin.SetAsync("older-key", "old")).Good();
        var before = await StatusAsync();
        var after = (await Scene.Store.Keys.RotateAsync(Admin.Context)).Good();
        (await Admin.SetAsync("newer-key", "new")).Good();

        Assert.Equal(["old", "new"], [await Admin.ReadAsync("older-key"), await Admin.ReadAsync("newer-key")]);
        Assert.Equal(2, after.Keys.Count);
        Assert.Equal(before.Keys[0].Id, Assert.Single(after.Keys, key => !key.IsActive).Id);
        Assert.Equal([1, 1], (await StatusAsync()).Keys.Select(key => key.Versions));
        Assert.Equal("key.rotate", (await Scene.EventsAsync()).First(e => e.Name == Active(after)).Action);
    }

    [Fact]
    public async Task After_a_rewrap_nothing_is_under_an_older_key_and_the_older_key_opens_nothing()
    {
        for (var i = 0; i < 30; i++)
        {
            (await Admin.SetAsync($"some-key-{i % 10}", $"value {i}")).Good();
        }

        (await Admin.DeleteAsync("some-key-3")).Good();
        var older = (await StatusAsync()).Keys[0].Id;
        var sealedOlder = await Scene.Place.ScalarAsync<byte[]>("SELECT sealed_key FROM key_encryption_key");
        (await Scene.Store.Keys.RotateAsync(Admin.Context)).Good();
        var rewrapped = await RewrapAsync();

        Assert.Equal((30, 0, 1), rewrapped);
        var key = Assert.Single((await StatusAsync()).Keys);
        Assert.Equal((true, 30L), (key.IsActive, key.Versions));
        Assert.NotEqual(older, key.Id);
        Assert.Equal(0, await Scene.Place.ScalarAsync<int>("SELECT count(*) FROM secret_version WHERE key_id = @older", new { older }));
        Assert.Equal(0, await Scene.Place.ScalarAsync<int>("SELECT count(*) FROM service_key WHERE key_id = @older", new { older }));
        await ReadAllAsync();

        // The service's own keys are under the new one, too: it starts with it alone, and the tokens of before are good.
        await Scene.RestartAsync();
        await ReadAllAsync();
        (await Admin.RestoreAsync("some-key-3")).Good();
        Assert.Equal("value 23", await Admin.ReadAsync("some-key-3"));

        // Somebody who kept the older key puts it back as the active one: it decrypts no row, and none is written under it.
        await Scene.Place.ExecuteAsync(
            "INSERT INTO key_encryption_key (id, seal_id, sealed_key, is_active, uses, created_at) SELECT @older, seal_id, @sealedOlder, 0, 0, 1 FROM key_encryption_key",
            new { older, sealedOlder });
        await Scene.Place.ExecuteAsync("UPDATE secret_version SET key_id = @older WHERE version = 2", new { older });
        Assert.Equal("<integrity_failure>", await Admin.ReadAsync("some-key-1", version: 2));

        async Task ReadAllAsync()
        {
            for (var i = 20; i < 30; i++)
            {
                Assert.Equal(i == 23 ? "<not_found>" : $"value {i}", await Admin.ReadAsync($"some-key-{i % 10}"));
                Assert.Equal(i == 23 ? "<not_found>" : $"value {i - 20}", await Admin.ReadAsync($"some-key-{i % 10}", version: 1));
            }
        }
    }

    [Fact]
    public async Task A_rewrap_goes_on_where_it_was_broken_off_and_in_more_than_one_step()
    {
        var count = 600;
        for (var i = 0; i < count; i++)
        {
            (await Admin.SetAsync($"some-key-{i}", $"value {i}")).Good();
        }

        (await Scene.Store.Keys.RotateAsync(Admin.Context)).Good();
        var first = (await Scene.Store.Keys.RewrapAsync(Admin.Context, after: null)).Good();
        Assert.NotNull(first.Next);
        Assert.InRange(first.Rewrapped, 1, count - 1);
        await Scene.RestartAsync();
        (await Scene.Store.Keys.RotateAsync(Admin.Context)).Good();

        Assert.Equal((count, 0, 2), await RewrapAsync());
        Assert.Equal((0, 0, 0), await RewrapAsync());
        Assert.Equal($"value {count - 1}", await Admin.ReadAsync($"some-key-{count - 1}"));
        Assert.Equal("invalid_value", (await Scene.Store.Keys.RewrapAsync(Admin.Context, "elsewhere")).Code());
    }

    [Fact]
    public async Task A_version_that_was_altered_stays_under_its_key_and_is_told_of()
    {
        (await Admin.SetAsync("good-key", "good")).Good();
        (await Admin.SetAsync("moved-key", "moved")).Good();
        await Scene.Place.ExecuteAsync("UPDATE secret SET name = 'other-key' WHERE name = 'moved-key'");
        (await Scene.Store.Keys.RotateAsync(Admin.Context)).Good();

        Assert.Equal((1, 1, 0), await RewrapAsync());
        Assert.Equal("good", await Admin.ReadAsync("good-key"));
        Assert.Equal(2, (await StatusAsync()).Keys.Count);
        await Scene.Place.ExecuteAsync("UPDATE secret SET name = 'moved-key' WHERE name = 'other-key'");
        Assert.Equal("moved", await Admin.ReadAsync("moved-key"));
        Assert.Equal((1, 0, 1), await RewrapAsync());
    }

    [Fact]
    public async Task Rotations_and_rewraps_under_load_fail_no_read_and_no_write()
    {
        var faults = new ConcurrentQueue<string>();
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            for (var turn = 0; !stop.IsCancellationRequested; turn++)
            {
                var (name, value) = ($"loaded-key-{i}", $"value {turn}");
                var set = await Admin.SetAsync(name, value);
                var read = await Admin.ReadAsync(name);
                if (set.IsRefused || read != value)
                {
                    faults.Enqueue($"{(set.IsRefused ? set.Refusal.Message : "set")}, {read}");
                }
            }
        })).ToList();
        for (var round = 0; round < FullRun.Count(usual: 5, full: 20); round++)
        {
            (await Scene.Store.Keys.RotateAsync(Admin.Context)).Good();
            var (_, damaged, destroyed) = await RewrapAsync();
            Assert.Equal((0, 1), (damaged, destroyed));
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        Assert.Empty(faults);
        Assert.Single((await StatusAsync()).Keys);
        await Audit.IndependentChain.VerifyAsync(Scene.Place);
    }

    [Fact]
    public async Task The_active_key_is_rotated_by_itself_at_a_quarter_of_its_uses()
    {
        await Scene.RestartAsync(options => options with { Encryption = new EncryptionOptions { MaximumKeyUses = 40 } });
        var first = Active(await StatusAsync());
        for (var i = 0; i < 6; i++)
        {
            (await Admin.SetAsync("used-key", $"value {i}")).Good();
        }

        // Three uses were those of the service's own keys.
        await Scene.Store.TickAsync();
        Assert.Equal(first, Active(await StatusAsync()));
        (await Admin.SetAsync("used-key", "value 6")).Good();
        await Scene.Store.TickAsync();
        await Scene.Store.TickAsync();
        Assert.Equal(2, (await StatusAsync()).Keys.Count);
        Assert.NotEqual(first, Active(await StatusAsync()));
        Assert.Null((await Scene.EventsAsync()).First(e => e.Action == "key.rotate").Principal);
        Assert.Equal("value 6", await Admin.ReadAsync("used-key"));
    }

    [Fact]
    public async Task Without_the_seal_nothing_is_rotated_and_everything_else_goes_on()
    {
        var keyFile = Scene.Store.SealKeyFile!;
        await Scene.RestartAsync(options => options with { Seal = new() { KeyFile = keyFile } });
        (await Admin.SetAsync("some-key", "value")).Good();
        File.Move(keyFile, keyFile + ".away");
        Assert.Equal("unavailable", (await Scene.Store.Keys.RotateAsync(Admin.Context)).Code());
        Assert.Equal("value", await Admin.ReadAsync("some-key"));
        File.Move(keyFile + ".away", keyFile);
        Assert.Equal(2, (await Scene.Store.Keys.RotateAsync(Admin.Context)).Good().Keys.Count);
    }

    [Fact]
    public async Task Keys_are_an_administrators_alone()
    {
        var member = await Scene.UserAsync("ana");
        Assert.Equal("permission_denied", (await Scene.Store.Keys.StatusAsync(member.Context)).Code());
        Assert.Equal("permission_denied", (await Scene.Store.Keys.RotateAsync(member.Context)).Code());
        Assert.Equal("permission_denied", (await Scene.Store.Keys.RewrapAsync(member.Context, null)).Code());
        Assert.Equal(
            ["key.rewrap permission_denied", "key.rotate permission_denied", "key.list permission_denied"],
            (await Scene.EventsAsync(3)).Select(e => $"{e.Action} {e.Outcome}"));
        Assert.Single((await StatusAsync()).Keys);
    }

    [Fact]
    public async Task A_store_moves_from_seal_to_seal_and_only_the_newest_opens_it()
    {
        using var folder = new TemporaryFolder();
        var (passphrase, other, keyFile) = (folder.File("passphrase"), folder.File("other"), folder.File("key"));
        PrivateFile.Write(passphrase, "correct horse battery staple\n");
        PrivateFile.Write(other, "correct horse battery stable\n");
        (await Admin.SetAsync("sealed-key", "value")).Good();

        await ResealAsync(new SealOptions { PassphraseFile = passphrase });
        Assert.Equal("value", await Admin.ReadAsync("sealed-key"));
        await RefusedAsync(null, null, "sealed with a passphrase");
        await RefusedAsync(null, other, "not the one that this store is sealed with");
        await Scene.RestartAsync(options => options with { Seal = new() { PassphraseFile = passphrase } });
        Assert.Equal("value", await Admin.ReadAsync("sealed-key"));
        Assert.Equal("passphrase", (await StatusAsync()).Seal);
        (await Scene.Store.Keys.RotateAsync(Admin.Context)).Good();

        await ResealAsync(new SealOptions { KeyFile = keyFile });
        await RefusedAsync(null, passphrase, "with a key file, not with a passphrase");
        await Scene.RestartAsync(options => options with { Seal = new() { KeyFile = keyFile } });
        Assert.Equal("value", await Admin.ReadAsync("sealed-key"));
        Assert.Equal((1, 0, 1), await RewrapAsync());

        async Task RefusedAsync(string? file, string? passphraseFile, string because)
        {
            var refusal = await Assert.ThrowsAsync<StartupException>(() => Scene.RestartAsync(
                options => options with { Seal = new() { KeyFile = file, PassphraseFile = passphraseFile } }));
            Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
        }

        Task ResealAsync(SealOptions next) => Scene.Store.ResealAsync(OpenedSeal.ForNew(next, defaultKeyFile: "", Scene.Store.Id));
    }

    private async Task<KeyringProperties> StatusAsync() => (await Scene.Store.Keys.StatusAsync(Admin.Context)).Good();

    private static string Active(KeyringProperties keyring) => keyring.Keys.Single(key => key.IsActive).Id;

    private async Task<(int Rewrapped, int Damaged, int Destroyed)> RewrapAsync()
    {
        var (rewrapped, damaged, destroyed, next) = (0, 0, 0, (string?)null);
        do
        {
            var step = (await Scene.Store.Keys.RewrapAsync(Admin.Context, next)).Good();
            (rewrapped, damaged, destroyed, next) = (rewrapped + step.Rewrapped, damaged + step.Damaged, destroyed + step.Destroyed, step.Next);
        }
        while (next is not null);
        return (rewrapped, damaged, destroyed);
    }
}

public sealed class KeyRotationOnSqlite : KeyRotationSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
