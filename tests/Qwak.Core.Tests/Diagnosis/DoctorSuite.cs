using Qwak.Core.Diagnosis;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Diagnosis;

/// <summary>The doctor beside a service that runs.</summary>
public abstract class DoctorSuite : StoreSuite
{
    [Fact]
    public async Task A_store_that_is_served_is_well_and_the_doctor_leaves_no_trace()
    {
        (await Admin.SetAsync("looked-at", "v")).Good();
        await Scene.Store.TickAsync();
        var before = await Scene.EventsAsync();
        var results = await Scene.Place.ExamineAsync(Scene.Options(Scene.Time));
        string[] expected = ["anchor", "audit", "backup", "checkpoint", "clock", "disk", "files", "key", "schema", "seal", "store"];
        Assert.Equal(expected, results.Select(result => result.Check).Order());

        // The test's folder is a copy that others may read, and it has no backup.
        Assert.All(results, result => Assert.True(result.Status == CheckStatus.Ok || result.Check is "backup" or "files", $"{result}"));
        Assert.Equal(before.Count, (await Scene.EventsAsync()).Count);
    }

    [Fact]
    public async Task A_clock_that_is_behind_and_a_checkpoint_that_does_not_come_are_told()
    {
        await Scene.Store.TickAsync();
        (await Admin.SetAsync("not-signed", "v")).Good();
        Assert.Equal(CheckStatus.Ok, await StatusAsync("checkpoint"));
        Scene.Time.Advance(TimeSpan.FromMinutes(1));
        (await Admin.SetAsync("not-signed", "w")).Good();
        Scene.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(CheckStatus.Warning, await StatusAsync("checkpoint"));
        await Scene.Store.TickAsync();
        Assert.Equal(CheckStatus.Ok, await StatusAsync("checkpoint"));
        Assert.Equal(CheckStatus.Failed, await StatusAsync("clock", TimeSpan.FromHours(-1)));
        Assert.Equal(CheckStatus.Ok, await StatusAsync("clock"));
    }

    private async Task<CheckStatus> StatusAsync(string check, TimeSpan off = default)
    {
        var time = Scene.NewTime();
        time.AdjustTime(Scene.Time.GetUtcNow() + off);
        return (await Scene.Place.ExamineAsync(Scene.Options(time))).Single(result => result.Check == check).Status;
    }
}

public sealed class DoctorOnSqlite : DoctorSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
