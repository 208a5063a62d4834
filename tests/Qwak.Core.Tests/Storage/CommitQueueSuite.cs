using Qwak.Core.Audit;
using Qwak.Core.Storage;
using Qwak.Core.Tests.Audit;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Storage;

/// <summary>Group commit: what shares a transaction, and what does not share a fate.</summary>
public abstract class CommitQueueSuite : StoreSuite
{
    private CommitQueue Commits => Scene.Store.Commits;

    [Fact]
    public async Task Many_events_at_once_share_commits()
    {
        var before = Commits.Commits;
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => Commits.AppendAsync(Event($"{i}"), null))), Assert.True);
        Assert.InRange(Commits.Commits - before, 2, 400);
        Assert.Equal(2000, (await Scene.EventsAsync()).Count(e => e.Action == "test.event"));
        await IndependentChain.VerifyAsync(Scene.Place);
    }

    [Fact]
    public async Task More_than_can_wait_is_refused_and_not_half_done()
    {
        using var hold = new ManualResetEventSlim();
        var block = Commits.ChangeAsync(_ => { hold.Wait(); return Task.CompletedTask; }, null);
        var all = Enumerable.Range(0, 10_000).Select(i => Commits.AppendAsync(Event($"{i}"), null)).ToList();
        var refused = all.Count(task => task.IsFaulted && task.Exception!.InnerException is StoreUnavailableException);
        hold.Set();
        await block;
        await Task.WhenAll(all.Where(task => !task.IsFaulted));
        Assert.InRange(refused, 1, 2000);
        Assert.Equal(
            10_000 - refused, await Scene.Place.ScalarAsync<int>("SELECT count(*) FROM audit_event WHERE action = 'test.event'"));
        await IndependentChain.VerifyAsync(Scene.Place);
    }

    [Fact]
    public async Task A_change_that_fails_is_taken_back_and_its_neighbours_stay()
    {
        using var hold = new ManualResetEventSlim();
        var block = Commits.ChangeAsync(_ => { hold.Wait(); return Task.CompletedTask; }, null);
        var counter = Commits.ChangeCounter;
        var tasks = Enumerable.Range(0, 60).Select(i => (i, Task: i % 3 == 0
            ? Commits.AppendAsync(Event($"e{i}"), null)
            : Commits.ChangeAsync(transaction => ChangeAsync(transaction, i, fails: i % 3 == 2), null))).ToList();
        hold.Set();
        await block;
        foreach (var (i, task) in tasks)
        {
            if (i % 3 == 2)
            {
                Assert.Equal($"fault {i}", (await Assert.ThrowsAsync<InvalidOperationException>(() => task)).Message);
            }
            else
            {
                Assert.True(await task);
            }
        }

        var names = (await Scene.EventsAsync()).Where(e => e.Action == "test.event").Select(e => e.Name).ToHashSet();
        Assert.Equal(40, names.Count);
        Assert.DoesNotContain("c2", names);
        Assert.Equal(counter + 20, Commits.ChangeCounter);
        Assert.Equal(20, await Scene.Place.ScalarAsync<int>("SELECT count(*) FROM store_state WHERE name LIKE 'test-%'"));
        await IndependentChain.VerifyAsync(Scene.Place);
    }

    [Fact]
    public async Task What_was_authorised_before_a_change_of_access_is_bounced_and_leaves_nothing()
    {
        var old = Commits.ChangeCounter;
        Assert.True(await Commits.AppendAsync(Event("before"), old));
        Assert.True(await Commits.ChangeAsync(transaction => transaction.RaiseChangeCounterAsync(), old));
        Assert.False(await Commits.AppendAsync(Event("late"), old));
        var ran = false;
        Assert.False(await Commits.ChangeAsync(_ => { ran = true; return Task.CompletedTask; }, old));
        Assert.False(ran);
        Assert.True(await Commits.AppendAsync(Event("again"), old + 1));
        Assert.DoesNotContain(await Scene.EventsAsync(), e => e.Name == "late");
        await IndependentChain.VerifyAsync(Scene.Place);
    }

    [Fact]
    public async Task In_one_group_events_pass_and_only_the_first_of_two_changes_of_access_does()
    {
        // The others gather in one group while the writer is busy with this one.
        using var hold = new ManualResetEventSlim();
        using var isHeld = new ManualResetEventSlim();
        var block = Commits.ChangeAsync(_ => { isHeld.Set(); hold.Wait(); return Task.CompletedTask; }, null);
        isHeld.Wait();
        var counter = Commits.ChangeCounter;
        var first = Commits.ChangeAsync(transaction => transaction.RaiseChangeCounterAsync(), counter);
        var second = Commits.ChangeAsync(transaction => transaction.RaiseChangeCounterAsync(), counter);
        var read = Commits.AppendAsync(Event("concurrent"), counter);
        hold.Set();
        await block;
        Assert.Equal((true, false, true), (await first, await second, await read));
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_refuses_everything_and_comes_back_by_itself()
    {
        (await Admin.SetAsync("kept", "before")).Good();
        await Scene.Place.ExecuteAsync("ALTER TABLE audit_event RENAME TO audit_event_away");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Commits.AppendAsync(Event("lost"), null));
        Assert.NotNull(Commits.Failure);
        Assert.Equal("<unavailable>", await Admin.ReadAsync("kept"));
        Assert.Equal("unavailable", (await Admin.SetAsync("kept", "after")).Code());
        Assert.Equal("unavailable", (await Admin.DeleteAsync("kept")).Code());
        Assert.Equal("unavailable", (await Admin.ListAsync()).Code());
        Assert.Equal("unavailable", (await Admin.GenerateKeyAsync("someone")).Code());
        Assert.Equal("unavailable", (await Scene.Store.Authenticator.AuthenticateAsync(Scene.Place.AdminKey, User.Origin)).Code());

        await Scene.Place.ExecuteAsync("ALTER TABLE audit_event_away RENAME TO audit_event");
        Assert.Equal("before", await Admin.ReadAsync("kept"));
        Assert.Null(Commits.Failure);
        await IndependentChain.VerifyAsync(Scene.Place);
    }

    [Fact]
    public async Task A_change_that_meets_a_database_error_is_unavailable_and_not_a_crash()
    {
        (await Admin.SetAsync("kept", "before")).Good();
        await Scene.Place.ExecuteAsync("ALTER TABLE secret_version RENAME TO secret_version_away");
        Assert.Equal("unavailable", (await Admin.SetAsync("kept", "after")).Code());
        Assert.Equal("unavailable", (await Admin.SetAsync("fresh", "after")).Code());
        await Scene.Place.ExecuteAsync("ALTER TABLE secret_version_away RENAME TO secret_version");
        Assert.Equal("before", await Admin.ReadAsync("kept"));
        Assert.Equal("<not_found>", await Admin.ReadAsync("fresh"));
    }

    [Fact]
    public async Task Closing_commits_what_waits_and_refuses_what_comes_after()
    {
        var waiting = Enumerable.Range(0, 500).Select(i => Commits.AppendAsync(Event($"{i}"), null)).ToList();
        var commits = Commits;
        await Scene.RestartAsync();
        Assert.All(await Task.WhenAll(waiting), Assert.True);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => commits.AppendAsync(Event("late"), null));
        Assert.Equal(500, await Scene.Place.ScalarAsync<int>("SELECT count(*) FROM audit_event WHERE action = 'test.event'"));
        await IndependentChain.VerifyAsync(Scene.Place);
    }

    private static AuditEvent Event(string name) =>
        new() { Time = DateTimeOffset.UnixEpoch, Action = "test.event", Name = name };

    private static async Task ChangeAsync(StoreTransaction transaction, int i, bool fails)
    {
        await StoreStateTable.SetAsync(transaction.Connection, $"test-{i}", "x");
        transaction.Trail.Append(Event($"c{i}"));
        await transaction.RaiseChangeCounterAsync();
        if (fails)
        {
            throw new InvalidOperationException($"fault {i}");
        }
    }
}

public sealed class CommitQueueOnSqlite : CommitQueueSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
