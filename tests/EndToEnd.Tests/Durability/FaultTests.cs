using System.Net;
using System.Security.Cryptography;

namespace Qwak.EndToEnd.Tests.Durability;

/// <summary>
/// A disk that fails at every single write and sync of a set and of a read's event: what is there afterwards is the old
/// state or the new one, never a mixture; nothing is acknowledged or served that is not durable; health says why; and
/// the service goes on by itself when the disk does.
/// </summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    private const string Name = "on-a-bad-disk";

    // Over several pages.
    private int _padding = 10_000;
    private int _refused;
    private int _cases;

    [Theory]
    [InlineData(Fault.DiskFull)]
    [InlineData(Fault.InputOutputError)]
    [InlineData(Fault.ShortWrite)]
    [InlineData(Fault.FailedSync)]
    public async Task A_fault_at_any_call_leaves_the_old_state_or_the_new_one(Fault fault)
    {
        using var disk = await FaultyDisk.MakeAsync();
        await using var store = new ServedStore();
        await store.StartAsync(disk.Variables(store));
        var state = 1;
        await SetAsync(store, state);
        Assert.True(disk.All > 0, "the store's writes do not pass here");

        // As many as a set or a read needs, and those of a checkpoint's that may come between.
        for (var isLast = false; !isLast; _cases++)
        {
            disk.Arm(fault, k: 1 + _cases);
            state = await FailSetAsync(store, disk, state);
            var failed = disk.Failed;
            disk.Arm(fault, k: 1 + _cases);
            await FailReadAsync(store, disk, state);
            isLast = failed + disk.Failed == 0;
        }

        Assert.InRange(_refused, _cases / 2, 2 * _cases);
        await CheckAsync(store, state);

        // What was served of a write that had not been acknowledged stays.
        await store.KillAsync();
        await store.StartAsync(disk.Variables(store));
        await CheckAsync(store, state);
        output.WriteLine($"{fault}: {_cases} places in a set and in a read, {_refused} answers refused");
    }

    [Theory]
    [InlineData(Fault.DiskFull)]
    [InlineData(Fault.InputOutputError)]
    [InlineData(Fault.ShortWrite)]
    [InlineData(Fault.FailedSync)]
    public async Task While_the_fault_lasts_nothing_is_acknowledged_or_served_and_afterwards_all_is_well(Fault fault)
    {
        using var disk = await FaultyDisk.MakeAsync();
        await using var store = new ServedStore();
        await store.StartAsync(disk.Variables(store));
        var state = 1;
        await SetAsync(store, state);
        for (var round = 0; round < FullRun.Count(2, 20); round++)
        {
            disk.Arm(fault, k: 1 + round, forGood: true);
            do
            {
                // A set needs more than twenty writes, but one sync.
                state = await FailSetAsync(store, disk, state, isHealed: false);
            }
            while (disk.Failed == 0);

            for (var i = 0; i < 10; i++)
            {
                using var set = await store.SetAsync(Name, Text(state + 1));
                Assert.Equal(HttpStatusCode.ServiceUnavailable, set.StatusCode);
                Assert.True(set.Headers.Contains("Retry-After"));
                Assert.Equal((HttpStatusCode.ServiceUnavailable, null, 0), await store.GetAsync(Name));
            }

            var reason = await store.WaitForHealthAsync(HttpStatusCode.ServiceUnavailable);
            Assert.Contains(fault is Fault.InputOutputError or Fault.FailedSync ? "disk I/O error" : "full", reason, StringComparison.Ordinal);

            // Nobody asks for anything: the service notices by itself.
            disk.Heal();
            await store.WaitForHealthAsync(HttpStatusCode.OK);
            state = await StateAsync(store, state);
            await CheckAsync(store, state);
        }

        // What nobody was told may have happened or not; but once it was read it may not change.
        disk.Arm(fault, k: 1, forGood: true);
        state = await FailSetAsync(store, disk, state, isHealed: false);
        await store.KillAsync();
        disk.Heal();
        await store.StartAsync(disk.Variables(store));
        state = await StateAsync(store, state);
        await SetAsync(store, ++state);
        await CheckAsync(store, state);
    }

    [Theory]
    [InlineData(Fault.DiskFull)]
    [InlineData(Fault.InputOutputError)]
    [InlineData(Fault.ShortWrite)]
    [InlineData(Fault.FailedSync)]
    public async Task A_fault_while_the_journal_moves_into_the_database_costs_nothing(Fault fault)
    {
        // So large that every other set makes SQLite move its journal into the database.
        _padding = 900_000;
        using var disk = await FaultyDisk.MakeAsync();
        await using var store = new ServedStore();
        await store.StartAsync(disk.Variables(store));
        var (state, acknowledged) = (1, 0);
        await SetAsync(store, state);
        for (var round = 0; round < FullRun.Count(5, 300); round++)
        {
            disk.Arm(fault, k: RandomNumberGenerator.GetInt32(1, fault == Fault.FailedSync ? 5 : 1200), forGood: true);
            for (var before = 0; before != state && disk.Failed == 0; acknowledged += state - before)
            {
                before = state;
                state = await FailSetAsync(store, disk, state);
            }

            disk.Heal();
            await CheckAsync(store, state = await StateAsync(store, state));
        }

        await store.KillAsync();
        await store.StartAsync(disk.Variables(store));
        await CheckAsync(store, state);
        output.WriteLine($"{fault}: {acknowledged} sets of {_padding} bytes acknowledged, {_refused} refused");
    }

    private string Text(int version) => new Journal(Name).Text(version) + new string('+', _padding);

    private async Task SetAsync(ServedStore store, int version)
    {
        using var set = await store.SetAsync(Name, Text(version));
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
    }

    /// <summary>Sets the next version while the disk fails, and returns what is current then.</summary>
    private async Task<int> FailSetAsync(ServedStore store, FaultyDisk disk, int state, bool isHealed = true)
    {
        using var set = await store.SetAsync(Name, Text(state + 1));
        if (set.IsSuccessStatusCode)
        {
            // The fault was in a later call than the set's last one, or in the checkpointing of the journal behind it.
            return state + 1;
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, set.StatusCode);
        Assert.True(disk.Failed > 0);
        _refused++;
        if (!isHealed)
        {
            return state;
        }

        disk.Heal();
        return await StateAsync(store, state);
    }

    private async Task FailReadAsync(ServedStore store, FaultyDisk disk, int state)
    {
        var served = await store.GetAsync(Name);
        if (served.Status == HttpStatusCode.ServiceUnavailable)
        {
            Assert.Null(served.Value);
            _refused++;
        }
        else
        {
            Assert.Equal((HttpStatusCode.OK, Text(state), state), served);
        }

        disk.Heal();
        Assert.Equal((HttpStatusCode.OK, Text(state), state), await store.GetAsync(Name));
    }

    /// <summary>The old state or the new one.</summary>
    private async Task<int> StateAsync(ServedStore store, int old)
    {
        var found = await store.GetAsync(Name);
        Assert.Equal(HttpStatusCode.OK, found.Status);
        Assert.InRange(found.Version, old, old + 1);
        Assert.Equal(Text(found.Version), found.Value);
        return found.Version;
    }

    /// <summary>All rows are those of the state, and the trail tells of it what happened.</summary>
    private async Task CheckAsync(ServedStore store, int state)
    {
        Assert.Equal((HttpStatusCode.OK, Text(state), state), await store.GetAsync(Name));
        var events = await new TrailCheck(store).NextAsync();
        Assert.Equal(
            Enumerable.Range(1, state),
            events.Where(e => (e.Action, e.Name, e.Outcome) == ("secret.set", Name, "ok")).Select(e => e.Version));
        Assert.Equal(
            (state, state, Math.Min(state, ServedStore.KeptVersions)),
            (await store.QueryAsync<(int, int, int)>(
                "SELECT s.current_version, max(v.version), count(*) FROM secret s JOIN secret_version v ON v.secret_id = s.id")).Single());
        Assert.Equal(["ok"], await store.QueryAsync<string>("PRAGMA integrity_check"));
    }
}
