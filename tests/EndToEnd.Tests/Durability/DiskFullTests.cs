using System.Net;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Durability;

/// <summary>
/// The disk under PostgreSQL fills up: a small memory file system that holds its data. Needs the right to mount one.
/// </summary>
public sealed class DiskFullTests(ITestOutputHelper output)
{
    private const string Name = "on-a-full-disk";

    [Fact]
    public async Task A_full_disk_under_postgresql_loses_nothing_and_room_brings_the_service_back()
    {
        var folder = Directory.CreateTempSubdirectory("qwak-small-");
        var mounted = await Command.RunAsync("mount", ["-t", "tmpfs", "-o", "size=160m,mode=0755", "none", folder.FullName]);
        if (mounted.ExitCode != 0)
        {
            folder.Delete();
            Assert.Skip("A small file system cannot be mounted here: " + mounted.Error.Trim());
        }

        try
        {
            await RunAsync(folder.FullName);
        }
        finally
        {
            await Command.RunAsync("umount", [folder.FullName]);
            folder.Delete();
        }
    }

    private async Task RunAsync(string folder)
    {
        var data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
        await using var store = new ServedStore(new PostgreSqlServer(data));
        await store.StartAsync();
        var state = 1;
        Assert.True(await SetAsync(store, state));
        for (var round = 0; round < FullRun.Count(2, 20); round++)
        {
            var filler = Path.Combine(folder, "filler");
            Fill(filler);
            var (before, served) = (state, 0);
            while (await SetAsync(store, state + 1))
            {
                state++;
            }

            // A read's event needs only a little room: it goes on until that is gone too.
            while ((await store.GetAsync(Name)).Status == HttpStatusCode.OK && served < 20_000)
            {
                served++;
            }

            Assert.False(await SetAsync(store, state + 1));
            var reason = await store.WaitForHealthAsync(HttpStatusCode.ServiceUnavailable);
            Assert.Contains("No space left on device", reason, StringComparison.Ordinal);

            // Nobody asks for anything: the service notices by itself.
            File.Delete(filler);
            await store.WaitForHealthAsync(HttpStatusCode.OK);
            var found = await store.GetAsync(Name);
            Assert.Equal((HttpStatusCode.OK, Text(found.Version)), (found.Status, found.Value));
            Assert.InRange(found.Version, state, state + 1);
            state = found.Version;
            var events = await new TrailCheck(store).NextAsync();
            Assert.Equal(Enumerable.Range(1, state), events.Where(e => (e.Action, e.Outcome) == ("secret.set", "ok")).Select(e => e.Version));
            output.WriteLine($"full: {state - before} more sets and {served} more reads, then \"{reason}\"");
        }
    }

    private static string Text(int version) => new Journal(Name).Text(version) + Convert.ToBase64String(new byte[30_000]);

    private static async Task<bool> SetAsync(ServedStore store, int version)
    {
        using var set = await store.SetAsync(Name, Text(version));
        Assert.True(set.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{set.StatusCode}");
        return set.IsSuccessStatusCode;
    }

    private static void Fill(string file)
    {
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                stream.Write(block);
            }
        }
        catch (IOException)
        {
            // Full. A little room is left, so that it is the service that meets the end of it.
            stream.SetLength(stream.Length - (1 << 20));
        }
    }
}
