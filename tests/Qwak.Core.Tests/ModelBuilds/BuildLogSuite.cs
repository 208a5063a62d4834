using System.Text;
using Qwak.Clients.Administration;
using Qwak.Core.ModelBuilds;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.ModelBuilds;

/// <summary>Logs of builds: stored chunk by chunk, whole, once, sealed.</summary>
public abstract class BuildLogSuite : StoreSuite
{
    [Fact]
    public async Task Chunks_are_read_back_in_order_with_times_and_streams_also_when_some_were_sent_twice()
    {
        var (build, runner) = await TestRunner.StartAsync(Scene, Admin);
        await using var _ = runner;
        var first = (await Scene.Store.BuildLogs.WriteAsync(Admin.Context, build.Id)).Good();
        (await first.TakeAsync(1, [Text("one\n"), Text("two\n", isError: true)])).Good();
        (await first.TakeAsync(2, [Text("three\n")])).Good();

        // The runner has no answer for the second chunk, and begins again on a new connection.
        var second = (await Scene.Store.BuildLogs.WriteAsync(Admin.Context, build.Id)).Good();
        Assert.Equal(2, second.Position);
        (await second.TakeAsync(2, [Text("three\n")])).Good();
        (await second.TakeAsync(3, [Text("four\n")])).Good();
        (await FinishAsync(build.Id)).Good();

        var log = await ReadAsync(build.Id);
        Assert.Equal(["one\n", "two\n", "three\n", "four\n"], log.Select(entry => entry.Text));
        Assert.Equal([false, true, false, false], log.Select(entry => entry.IsError));
        Assert.All(log, entry => Assert.Equal(Scene.Time.GetUtcNow().ToUnixTimeMilliseconds(), entry.Time.ToUnixTimeMilliseconds()));
    }

    [Fact]
    public async Task A_chunk_that_is_too_large_or_leaves_a_gap_is_refused()
    {
        var (build, runner) = await TestRunner.StartAsync(Scene, Admin);
        await using var _ = runner;
        var log = (await Scene.Store.BuildLogs.WriteAsync(Admin.Context, build.Id)).Good();

        Assert.Equal(RefusalCode.InvalidValue, (await log.TakeAsync(2, [Text("gap")])).Refusal?.Code);
        Assert.Equal(RefusalCode.InvalidValue, (await log.TakeAsync(1, [Text(new string('x', BuildLogService.MaximumChunkBytes))])).Refusal?.Code);
        Assert.Equal(0, log.Position);
    }

    [Fact]
    public async Task Only_the_runner_writes_a_log_and_only_while_the_build_runs()
    {
        var (build, runner) = await TestRunner.StartAsync(Scene, Admin);
        await using var _ = runner;
        var other = await Scene.UserAsync("other");
        var child = await Scene.LoginAsync(build.Key);

        Assert.Equal(RefusalCode.NotFound, (await Scene.Store.BuildLogs.WriteAsync(other.Context, build.Id)).Refusal?.Code);
        Assert.Equal(RefusalCode.NotFound, (await Scene.Store.BuildLogs.WriteAsync(child.Context, build.Id)).Refusal?.Code);
        (await FinishAsync(build.Id)).Good();
        Assert.Equal(RefusalCode.NotFound, (await Scene.Store.BuildLogs.WriteAsync(Admin.Context, build.Id)).Refusal?.Code);
    }

    [Fact]
    public async Task Each_chunk_is_authorised_not_only_the_first_of_a_stream()
    {
        var owner = await Scene.UserAsync("owner");
        var (build, runner) = await TestRunner.StartAsync(Scene, owner);
        await using var _ = runner;
        var (ended, other) = await TestRunner.StartAsync(Scene, Admin);
        await using var __ = other;
        var ofOwner = (await Scene.Store.BuildLogs.WriteAsync(owner.Context, build.Id)).Good();
        var ofAdmin = (await Scene.Store.BuildLogs.WriteAsync(Admin.Context, ended.Id)).Good();
        (await ofOwner.TakeAsync(1, [Text("one\n")])).Good();
        (await ofAdmin.TakeAsync(1, [Text("one\n")])).Good();

        (await Admin.RevokeKeyAsync(owner.Context.Credential.Split(':')[1])).Good();
        (await FinishAsync(ended.Id)).Good();

        Assert.Equal(RefusalCode.Unauthenticated, (await ofOwner.TakeAsync(2, [Text("two\n")])).Refusal?.Code);
        Assert.Equal(("build-log.write", "unauthenticated"), Of(await Scene.LastEventAsync()));
        Assert.Equal(RefusalCode.NotFound, (await ofAdmin.TakeAsync(2, [Text("two\n")])).Refusal?.Code);
        Assert.Equal(("build-log.write", "not_found"), Of(await Scene.LastEventAsync()));
        Assert.Equal((1, 1), (ofOwner.Position, ofAdmin.Position));
        Assert.Equal("one\n", Assert.Single(await ReadAsync(ended.Id)).Text);

        static (string, string) Of(AuditEventRecord record) => (record.Action, record.Outcome);
    }

    [Fact]
    public async Task The_log_is_sealed_where_it_is_stored_and_gone_after_thirty_days()
    {
        const string line = "a line of the log that nobody finds";
        var (build, runner) = await TestRunner.StartAsync(Scene, Admin);
        await using var _ = runner;
        var log = (await Scene.Store.BuildLogs.WriteAsync(Admin.Context, build.Id)).Good();
        (await log.TakeAsync(1, [Text(line)])).Good();
        (await FinishAsync(build.Id)).Good();
        Assert.Equal(line, Assert.Single(await ReadAsync(build.Id)).Text);

        foreach (var file in Scene.Place.Files().Where(file => Path.GetFileName(file) != "lock"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false);
            Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(line)) < 0, file);
        }

        Scene.Time.Advance(BuildLogService.Retention + TimeSpan.FromHours(2));
        await Scene.Store.TickAsync();
        Assert.Empty(await ReadAsync((await Scene.LoginAsync(Scene.Place.AdminKey)), build.Id));
    }

    [Fact]
    public async Task A_search_shows_so_many_lines_at_once_and_goes_on_where_it_ended()
    {
        var (build, runner) = await TestRunner.StartAsync(Scene, Admin);
        await using var _ = runner;
        var log = (await Scene.Store.BuildLogs.WriteAsync(Admin.Context, build.Id)).Good();
        var many = string.Concat(Enumerable.Repeat("a\n", 50_000));
        for (var sequence = 1; sequence <= 3; sequence++)
        {
            (await log.TakeAsync(sequence, [Text(many)])).Good();
        }

        var (seen, after) = (new List<long>(), (long?)0);
        while (after is { } from)
        {
            var found = (await Scene.Store.BuildLogs.FindAsync(Admin.Context, build.Id, "a", from)).Good();
            Assert.InRange(found.Lines.Count, 0, 2 * BuildLogService.MostFoundLines);
            seen.AddRange(found.Lines.Select(line => line.Sequence).Distinct());
            after = found.Next;
        }

        Assert.Equal([1, 2, 3], seen);
    }

    private LoggedText Text(string text, bool isError = false) => new(Scene.Time.GetUtcNow(), isError, text);

    private Task<Result<Done>> FinishAsync(string buildId) =>
        Scene.Store.Builds.FinishAsync(Admin.Context, buildId, new ModelBuildOutcome(ModelBuildStatus.Succeeded, 0, null));

    private Task<IReadOnlyList<LoggedText>> ReadAsync(string buildId) => ReadAsync(Admin, buildId);

    private async Task<IReadOnlyList<LoggedText>> ReadAsync(User user, string buildId)
    {
        var piece = (await Scene.Store.BuildLogs.ReadAsync(user.Context, buildId, 0, follow: false, CancellationToken.None)).Good();
        Assert.True(piece.IsEnd);
        return piece.Entries;
    }
}

public sealed class BuildLogOnSqlite : BuildLogSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
