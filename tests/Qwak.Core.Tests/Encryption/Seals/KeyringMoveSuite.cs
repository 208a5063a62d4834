using Qwak.Core.Encryption.Seals;
using Qwak.Core.Tests.Service;
using Qwak.Rest;

namespace Qwak.Core.Tests.Encryption.Seals;

/// <summary>The keyring moves from any seal to any other while the service serves.</summary>
public abstract class KeyringMoveSuite : StoreSuite
{
    private readonly TemporaryFolder _folder = new();
    private KmsDouble _kms = null!;
    private SealOptions? _next;

    /// <summary>How many of the moves are made in a usual run.</summary>
    private protected virtual int UsualMoves => int.MaxValue;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
        if (_kms is not null)
        {
            await _kms.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Each_seal_is_moved_to_each_other_and_the_old_one_opens_nothing_any_more()
    {
        var seals = await SealsAsync();
        (await Admin.SetAsync("moved-key", "value")).Good();
        (await Scene.Store.Keys.RotateAsync(Admin.Context)).Good();

        var now = new SealOptions { KeyFile = Scene.Store.SealKeyFile };
        foreach (var next in Walk(seals).Take(FullRun.Count(UsualMoves, full: int.MaxValue)))
        {
            await StartAsync(now);
            _next = next;
            var (kind, sealId) = (await ResealAsync()).Good() is var moved ? (moved.Seal, moved.SealId) : default;
            var recorded = await Scene.LastEventAsync();
            Assert.Equal((next.Kind, "key.reseal", sealId), (kind, recorded.Action, recorded.Name));
            Assert.Equal("value", await Admin.ReadAsync("moved-key"));

            // The process that moved it goes on with the new seal, though it was started with the old one.
            (await Scene.Store.Keys.RotateAsync(Admin.Context)).Good();
            (await Scene.Store.Keys.RewrapAsync(Admin.Context, null)).Good();
            Assert.True((await Scene.Store.Keys.RewrapAsync(Admin.Context, null)).Good().Destroyed > 0);
            Assert.Equal(sealId, (await StatusAsync()).SealId);
            _next = null;
            await Assert.ThrowsAsync<StartupException>(() => StartAsync(now));
            await StartAsync(next);
            Assert.Equal("value", await Admin.ReadAsync("moved-key"));
            now = next;
        }

        await Audit.IndependentChain.VerifyAsync(Scene.Place);
    }

    [Fact]
    public async Task Broken_off_before_the_commit_the_old_seal_opens_the_store_and_behind_it_the_new_one()
    {
        var seals = await SealsAsync();
        var keyFile = Scene.Store.SealKeyFile;
        (await Admin.SetAsync("moved-key", "value")).Good();
        foreach (var next in seals.Take(4))
        {
            // A database that does not take the change is a process that dies before its commit.
            await StartAsync(new SealOptions { KeyFile = keyFile });
            _next = next;
            await Scene.Place.ExecuteAsync("ALTER TABLE store_state RENAME TO store_state_away");
            Assert.True((await ResealAsync()).IsRefused);
            await Scene.Place.ExecuteAsync("ALTER TABLE store_state_away RENAME TO store_state");
            await StartAsync(new SealOptions { KeyFile = keyFile });
            Assert.Equal(("value", "key-file"), (await Admin.ReadAsync("moved-key"), (await StatusAsync()).Seal));

            // And one that dies behind it: started as before it finds the next seal by itself. Then it may be asked again.
            Assert.Equal(next.Kind, (await ResealAsync()).Good().Seal);
            await StartAsync(new SealOptions { KeyFile = keyFile });
            Assert.Equal("value", await Admin.ReadAsync("moved-key"));
            Assert.Equal(next.Kind, (await ResealAsync()).Good().Seal);
            Assert.Equal("value", await Admin.ReadAsync("moved-key"));
            _next = new SealOptions { KeyFile = keyFile };
            Assert.Equal("key-file", (await ResealAsync()).Good().Seal);
        }
    }

    [Fact]
    public async Task A_next_seal_that_does_not_do_it_changes_nothing()
    {
        _kms = await KmsDouble.StartAsync();
        var token = await SoftHsm.CreateAsync("keyring");
        (await Admin.SetAsync("moved-key", "value")).Good();
        await StartAsync(new SealOptions { KeyFile = Scene.Store.SealKeyFile });
        var before = await StatusAsync();

        var refused = await ResealAsync();
        Assert.Equal("invalid_value", refused.Code());
        Assert.Contains("next seal is not named", refused.Refusal!.Message, StringComparison.Ordinal);

        _next = token.Seal("keyring", _folder);
        token.TakeOut();
        Assert.Equal("unavailable", (await ResealAsync()).Code());
        token.PutBack();

        _next = _kms.NewKey();
        foreach (var failures in new[] { 1, 2 })
        {
            // Refused when it is given a key, and when it is to give it back.
            if (failures == 2)
            {
                _kms.Failures.Enqueue((500, "KMSInternalException"));
            }

            _kms.Failures.Enqueue((400, "AccessDeniedException"));
            Assert.Equal("unavailable", (await ResealAsync()).Code());
        }

        var after = await StatusAsync();
        Assert.Equal((before.Seal, before.SealId), (after.Seal, after.SealId));
        Assert.Equal("value", await Admin.ReadAsync("moved-key"));
        _next = null;
        await StartAsync(new SealOptions { KeyFile = Scene.Store.SealKeyFile });
        Assert.Equal("value", await Admin.ReadAsync("moved-key"));
    }

    [Fact]
    public async Task While_the_seal_is_away_everything_is_served_but_the_making_of_keys()
    {
        _kms = await KmsDouble.StartAsync();
        var token = await SoftHsm.CreateAsync("keyring");
        await StartAsync(new SealOptions { KeyFile = Scene.Store.SealKeyFile });
        foreach (var seal in new[] { token.Seal("keyring", _folder), _kms.NewKey() })
        {
            _next = seal;
            (await ResealAsync()).Good();
            await StartAsync(seal);
            (await Admin.SetAsync("some-key", seal.Kind)).Good();
            if (seal.Kms is null)
            {
                token.TakeOut();
            }
            else
            {
                Fail(50);
            }

            Assert.Equal("unavailable", (await Scene.Store.Keys.RotateAsync(Admin.Context)).Code());
            for (var i = 0; i < 20; i++)
            {
                Assert.Equal(seal.Kind, await Admin.ReadAsync("some-key"));
            }

            (await Admin.SetAsync("other-key", "value")).Good();
            if (seal.Kms is null)
            {
                token.PutBack();
            }

            _kms.Failures.Clear();
            Assert.Equal(2 + (seal.Kms is null ? 0 : 1), (await Scene.Store.Keys.RotateAsync(Admin.Context)).Good().Keys.Count);
        }

        void Fail(int times)
        {
            for (var i = 0; i < times; i++)
            {
                _kms.Failures.Enqueue((503, "ServiceUnavailableException"));
            }
        }
    }

    [Fact]
    public async Task Resealing_is_an_administrators_alone()
    {
        var member = await Scene.UserAsync("ana");
        Assert.Equal("permission_denied", (await Scene.Store.Keys.ResealAsync(member.Context)).Code());
        Assert.Equal("key.reseal permission_denied", await Scene.LastEventAsync() is var e ? $"{e.Action} {e.Outcome}" : "");
    }

    [Fact]
    public async Task A_key_in_the_token_that_was_made_anew_is_told_of_and_makes_no_key()
    {
        var token = await SoftHsm.CreateAsync("keyring");
        await StartAsync(new SealOptions { KeyFile = Scene.Store.SealKeyFile });
        _next = token.Seal("keyring", _folder);
        (await ResealAsync()).Good();
        await StartAsync(_next);
        await token.RemoveKeyAsync("keyring");
        await token.AddKeyAsync("keyring");
        Assert.Equal("unavailable", (await Scene.Store.Keys.RotateAsync(Admin.Context)).Code());
        Assert.Single((await StatusAsync()).Keys);
        var refusal = await Assert.ThrowsAsync<StartupException>(() => StartAsync(_next!));
        Assert.Contains("made anew under the same name", refusal.Remedy, StringComparison.Ordinal);
    }

    /// <summary>Two of each kind.</summary>
    private async Task<List<SealOptions>> SealsAsync()
    {
        _kms = await KmsDouble.StartAsync();
        var token = await SoftHsm.CreateAsync("one", "two");
        foreach (var name in new[] { "words-1", "words-2" })
        {
            PrivateFile.Write(_folder.File(name), $"correct horse battery staple {name}\n");
        }

        return
        [
            new() { KeyFile = _folder.File("key-1") }, new() { PassphraseFile = _folder.File("words-1") }, token.Seal("one", _folder), _kms.NewKey(),
            new() { KeyFile = _folder.File("key-2") }, new() { PassphraseFile = _folder.File("words-2") }, token.Seal("two", _folder), _kms.NewKey(),
        ];
    }

    /// <summary>A round trip that uses each of the 16 pairs of kinds once, and never the same seal twice in a row.</summary>
    private static IEnumerable<SealOptions> Walk(List<SealOptions> seals)
    {
        int[] kinds = [0, 0, 1, 0, 2, 0, 3, 1, 1, 2, 1, 3, 2, 2, 3, 3, 0];
        Assert.Equal(16, kinds.Zip(kinds.Skip(1)).Distinct().Count());
        return kinds.Select((kind, i) => seals[kind + (4 * (i % 2))]);
    }

    private Task<Result<KeyringProperties>> ResealAsync() => Scene.Store.Keys.ResealAsync(Admin.Context);

    private async Task<KeyringProperties> StatusAsync() => (await Scene.Store.Keys.StatusAsync(Admin.Context)).Good();

    private Task StartAsync(SealOptions seal) => Scene.RestartAsync(options => options with { Seal = seal, NextSeal = () => _next });
}

public sealed class KeyringMoveOnSqlite : KeyringMoveSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
