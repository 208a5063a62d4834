using Qwak.Core.Audit;
using Qwak.Core.Storage;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Audit;

/// <summary>A store that was put back as a whole, with and without what lies outside of it.</summary>
public abstract class RollbackSuite : StoreSuite
{
    [Fact]
    public async Task A_store_that_was_put_back_is_not_served_until_somebody_accepts_it()
    {
        await PutBackAsync();
        await using (var store = await OpenAsync())
        {
            Assert.Contains("older than its audit anchor", store.Commits.Failure, StringComparison.Ordinal);
            Assert.Equal("unavailable", (await store.Authenticator.AuthenticateAsync(Scene.Place.AdminKey, User.Origin)).Refusal!.CodeText);
            await store.TickAsync();
        }

        await using (var store = await OpenAsync())
        {
            // Neither a second start nor the seconds that pass heal it.
            Assert.True(store.Commits.IsHeld);
        }

        await using (var store = await OpenAsync(options => options with { AcceptsRollback = true }))
        {
            Assert.Null(store.Commits.Failure);
        }

        await Scene.RestartAsync();
        Assert.Equal("old", await Admin.ReadAsync("put-back"));
        var accepted = Assert.Single(await Scene.EventsAsync(), e => e.Action == AuditActions.StoreAcceptRollback);
        Assert.StartsWith("1:", accepted.Name, StringComparison.Ordinal);
        Assert.True((await (await Scene.Store.Audit.VerifyAsync(Admin.Context)).Good().RunAsync()).IsGood);
        await IndependentChain.VerifyAsync(Scene.Place);
    }

    [Fact]
    public async Task Without_the_anchor_a_store_that_was_put_back_fits_together_and_only_an_event_tells_that_the_anchor_was_gone()
    {
        await PutBackAsync();
        File.Delete(Scene.Place.AnchorFile);
        await Scene.RestartAsync();
        Assert.Equal("old", await Admin.ReadAsync("put-back"));
        Assert.Single(await Scene.EventsAsync(), e => e.Action == AuditActions.StoreAnchor);
        await Scene.RestartAsync();
        Assert.Single(await Scene.EventsAsync(), e => e.Action == AuditActions.StoreAnchor);
    }

    [Fact]
    public async Task A_tail_that_was_cut_off_beneath_its_checkpoints_is_noticed_at_the_start_without_any_anchor()
    {
        await Admin.SetAsync("cut", "v");
        await Scene.Store.DisposeAsync();
        File.Delete(Scene.Place.AnchorFile);
        await Scene.Place.ExecuteAsync("DELETE FROM audit_event WHERE sequence > (SELECT max(sequence) - 2 FROM audit_event)");
        await using var store = await OpenAsync();
        Assert.Contains("cut off", store.Commits.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_of_another_key_is_not_the_one_that_the_anchor_knows()
    {
        await Scene.Store.DisposeAsync();
        var anchor = (await File.ReadAllTextAsync(Scene.Place.AnchorFile)).Split('\n');
        anchor[1] = RandomId.New();
        await File.WriteAllTextAsync(Scene.Place.AnchorFile, string.Join('\n', anchor));
        await using var store = await OpenAsync();
        Assert.Contains("of another store", store.Commits.Failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(2)]
    public async Task An_anchor_that_was_altered_is_refused_at_the_start(int line)
    {
        await Scene.Store.DisposeAsync();
        var anchor = (await File.ReadAllTextAsync(Scene.Place.AnchorFile)).Split('\n');
        anchor[line] = anchor[line].Replace('1', '2');
        await File.WriteAllTextAsync(Scene.Place.AnchorFile, string.Join('\n', anchor));
        Assert.Contains("audit anchor", (await Assert.ThrowsAsync<StartupException>(() => OpenAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_went_on_without_a_checkpoint_is_ahead_of_its_anchor_and_is_served()
    {
        // As a crash leaves them: the anchor a moment behind.
        await Scene.Store.TickAsync();
        var anchor = await File.ReadAllTextAsync(Scene.Place.AnchorFile);
        await Admin.SetAsync("ahead", "v");
        await Scene.Store.DisposeAsync();
        Assert.NotEqual(anchor, await File.ReadAllTextAsync(Scene.Place.AnchorFile));
        await File.WriteAllTextAsync(Scene.Place.AnchorFile, anchor);
        await Scene.RestartAsync();
        Assert.Equal("v", await Admin.ReadAsync("ahead"));
    }

    private async Task PutBackAsync()
    {
        await Admin.SetAsync("put-back", "old");
        await Scene.Store.DisposeAsync();
        Scene.Place.Save();
        await Scene.RestartAsync();
        await Admin.SetAsync("put-back", "new");
        await Scene.Store.DisposeAsync();
        Scene.Place.PutBack();
    }

    private Task<Store> OpenAsync(Func<StoreOptions, StoreOptions>? change = null)
    {
        var options = Scene.Options(Scene.Time);
        return Scene.Place.OpenAsync(change is null ? options : change(options));
    }
}

public sealed class RollbackOnSqlite : RollbackSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
