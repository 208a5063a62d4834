using Qwak.Core.Audit;
using Qwak.Core.Tests.Service;
using Qwak.Rest;

namespace Qwak.Core.Tests.Audit;

/// <summary>Events in the order of their chains: all of them, or as they come.</summary>
public abstract class AuditStreamSuite : StoreSuite
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_export_holds_every_event_that_matches_once_and_in_order()
    {
        for (var i = 0; i < 30; i++)
        {
            await Admin.SetAsync($"secret-{i % 3}", $"v{i}");
        }

        var all = await ExportAsync(new AuditQuery());
        Assert.Equal(Enumerable.Range(1, all.Count).Select(i => (long)i), all.Select(e => e.Sequence));
        Assert.Equal("audit.export", all[^1].Action);
        Assert.Equal(10, (await ExportAsync(new AuditQuery { Name = "secret-1", Outcome = "ok", Environment = "default" })).Count);
        Assert.Empty(await ExportAsync(new AuditQuery { Credential = "key:other" }));
        Assert.Empty(await ExportAsync(new AuditQuery { Until = Scene.Time.GetUtcNow().AddDays(-1) }));
        Assert.Equal(all.Count + 4, (await ExportAsync(new AuditQuery { Since = Scene.Time.GetUtcNow().AddDays(-1) })).Count);
    }

    [Fact]
    public async Task Who_follows_gets_what_comes_and_goes_on_after_a_break_without_loss_or_repetition()
    {
        var query = new AuditQuery { Action = AuditActions.SecretSet };
        var seen = new List<int?>();
        string? after = null;
        for (var round = 0; round < 4; round++)
        {
            var stream = (await Scene.Store.Audit.StreamAsync(
                Admin.Context, query, after is null ? null : AuditPositions.Parse(after), isFollowed: true)).Good();
            await using var lines = stream.ReadAsync(Stop).GetAsyncEnumerator(Stop);
            await lines.MoveNextAsync();
            after = lines.Current.After;
            for (var i = 0; i < 5; i++)
            {
                await Admin.SetAsync("followed", RandomId.New());
            }

            // It breaks off in the middle of what came: the last two are read after the next begin.
            for (var taken = 0; taken < 3;)
            {
                var next = lines.MoveNextAsync().AsTask();
                while (!next.IsCompleted)
                {
                    Scene.Time.Advance(TimeSpan.FromSeconds(1));
                    await Task.Yield();
                }

                Assert.True(await next);
                after = lines.Current.After;
                if (lines.Current.Event is { } found)
                {
                    seen.Add(found.Version);
                    taken++;
                }
            }
        }

        Assert.Equal(Enumerable.Range(1, 12).Select(i => (int?)i), seen);
    }

    [Fact]
    public async Task Who_loses_the_right_gets_no_more()
    {
        var auditor = await Scene.UserAsync("second-admin", "admin");
        var stream = (await Scene.Store.Audit.StreamAsync(auditor.Context, new AuditQuery(), null, isFollowed: true)).Good();
        (await Admin.RevokeRoleAsync("second-admin", "*")).Good();
        var lines = new List<AuditStreamLine>();
        await foreach (var line in stream.ReadAsync(Stop))
        {
            lines.Add(line);
        }

        Assert.DoesNotContain(lines, line => line.Event is not null);
    }

    [Fact]
    public async Task Only_who_may_read_the_trail_gets_a_stream() => Assert.True(
        (await Scene.Store.Audit.StreamAsync((await Scene.UserAsync("a-reader", "reader")).Context, new AuditQuery(), null, isFollowed: false)).IsRefused);

    private async Task<List<Qwak.Clients.Administration.AuditEventRecord>> ExportAsync(AuditQuery query)
    {
        var stream = (await Scene.Store.Audit.StreamAsync(Admin.Context, query, after: null, isFollowed: false)).Good();
        var events = new List<Qwak.Clients.Administration.AuditEventRecord>();
        await foreach (var line in stream.ReadAsync(Stop))
        {
            if (line.Event is { } found)
            {
                events.Add(found);
            }
        }

        return events;
    }
}

public sealed class AuditStreamOnSqlite : AuditStreamSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
