using System.Text;
using System.Text.Json;
using Qwak.Clients.Administration;
using Qwak.Core.Audit;
using Qwak.Core.Storage;
using Qwak.Core.Tests.Service;
using Qwak.Rest;

namespace Qwak.Core.Tests.Audit;

/// <summary>The copy of the chain in a file: never without an event that was acted on, and never with one that was not.</summary>
public abstract class AuditFileSuite : StoreSuite, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("audit.jsonl");

    [Fact]
    public async Task Every_event_is_a_line_of_its_own_in_the_file_before_the_answer_comes()
    {
        await WithFileAsync();
        var first = await Scene.Place.ScalarAsync<long>("SELECT max(sequence) FROM audit_event");
        for (var i = 0; i < 20; i++)
        {
            await Admin.SetAsync("some-secret", $"value-{i}");
            Assert.Equal($"value-{i}", await Admin.ReadAsync("some-secret"));
            Assert.Equal((await Scene.LastEventAsync()).Hash, Lines()[^1].Hash);
        }

        await AgreesAsync();
        Assert.Equal(40, Lines().Count(line => line.Sequence > first));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        }

        Assert.DoesNotContain("value-", await File.ReadAllTextAsync(Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_stops_everything_and_what_it_missed_is_added_when_it_can()
    {
        // A new file for each commit, and then no folder to make it in.
        await WithFileAsync(options => options with { MaximumBytes = 1 });
        await Admin.SetAsync("some-secret", "v1");
        Directory.Move(_folder.Path, _folder.Path + ".away");
        Assert.Equal("<unavailable>", await Admin.ReadAsync("some-secret"));
        Assert.Equal(RefusalCode.Unavailable, (await Admin.SetAsync("some-secret", "v2")).Refusal!.Code);
        Assert.Contains("The audit file cannot be written", Scene.Store.Commits.Failure, StringComparison.Ordinal);
        Assert.DoesNotContain(await Scene.EventsAsync(), e => e is { Action: "secret.set", Version: 2 });

        Directory.Move(_folder.Path + ".away", _folder.Path);
        await Scene.Store.TickAsync();
        Assert.Null(Scene.Store.Commits.Failure);
        Assert.Equal("v1", await Admin.ReadAsync("some-secret"));
        await AgreesAsync();
    }

    [Fact]
    public async Task A_line_that_broke_off_is_taken_away_and_written_again()
    {
        await WithFileAsync();
        await Admin.SetAsync("some-secret", "v1");
        await Scene.Store.DisposeAsync();
        var text = await File.ReadAllBytesAsync(Path);
        await File.WriteAllBytesAsync(Path, text[..^37]);
        await WithFileAsync();
        await Admin.ReadAsync("some-secret");
        await AgreesAsync();
    }

    [Fact]
    public async Task A_full_file_gets_a_number_and_the_chain_goes_on_in_the_next_without_a_gap()
    {
        await WithFileAsync(options => options with { MaximumBytes = 4096 });
        for (var i = 0; i < 60; i++)
        {
            await Admin.ReadAsync("missing");
            if (i % 20 == 7)
            {
                await WithFileAsync(options => options with { MaximumBytes = 4096 });
            }
        }

        Assert.True(Files().Count > 4, "it was not rotated");
        Assert.All(Files(), file => Assert.InRange(new FileInfo(file).Length, 0, 4096));
        Assert.All(Files().SkipLast(1), file => Assert.InRange(new FileInfo(file).Length, 2048, 4096));
        await AgreesAsync();
    }

    [Fact]
    public async Task A_file_of_another_store_is_left_as_it_is_and_gone_on_behind()
    {
        await File.WriteAllTextAsync(Path, "{\"writer\":1,\"sequence\":99999,\"time\":\"2026-01-01T00:00:00Z\",\"action\":\"x\",\"outcome\":\"ok\",\"count\":1,\"hash\":\"00\"}\n");
        await WithFileAsync();
        await Admin.ReadAsync("missing");
        Assert.Equal(99999, Lines()[0].Sequence);
        Assert.Equal((await Scene.LastEventAsync()).Hash, Lines()[^1].Hash);
    }

    [Fact]
    public async Task An_optional_file_that_cannot_be_written_stops_nothing()
    {
        Directory.CreateDirectory(Path);
        await WithFileAsync(options => options with { IsOptional = true });
        await Admin.SetAsync("some-secret", "v1");
        Assert.Equal("v1", await Admin.ReadAsync("some-secret"));
        Directory.Delete(Path);
        await Admin.ReadAsync("some-secret");
        await Admin.ReadAsync("some-secret");
        Assert.Equal((await Scene.LastEventAsync()).Hash, Lines()[^1].Hash);
    }

    [Fact]
    public async Task An_optional_file_that_stays_unwritable_is_told_of_once()
    {
        Directory.CreateDirectory(Path);
        var log = new LogLines<AuditFile>();
        using var file = new AuditFile(new AuditFileOptions { Path = Path, IsOptional = true }, log);
        await using var connection = Scene.Place.Connect();
        var head = (await AuditEventTable.HeadsAsync(connection))[0];
        await file.CatchUpAsync(connection, head);
        await file.CatchUpAsync(connection, head);
        Assert.Contains("cannot be written", Assert.Single(log.All), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private Task WithFileAsync(Func<AuditFileOptions, AuditFileOptions>? change = null)
    {
        var file = new AuditFileOptions { Path = Path };
        return Scene.RestartAsync(options => options with { AuditFile = change is null ? file : change(file) });
    }

    private List<string> Files() => [.. Directory.EnumerateFiles(_folder.Path, "audit.jsonl*")
        .OrderBy(file => file == Path ? int.MaxValue : int.Parse(file[(Path.Length + 1)..]))];

    private List<AuditEventRecord> Lines() => [.. Files()
        .SelectMany(file => Encoding.UTF8.GetString(Shared(file)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        .Select(line => JsonSerializer.Deserialize(line, RestJson.Default.AuditEventRecord)!)];

    private static byte[] Shared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>From its first line on the file is the chain.</summary>
    private async Task AgreesAsync()
    {
        var lines = Lines();
        var events = (await Scene.EventsAsync()).Where(e => e.Sequence >= lines[0].Sequence).OrderBy(e => e.Sequence);
        Assert.Equal(events.Select(e => (e.Sequence, e.Hash, e.Action)), lines.Select(e => (e.Sequence, e.Hash, e.Action)));
    }
}

public sealed class AuditFileOnSqlite : AuditFileSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
