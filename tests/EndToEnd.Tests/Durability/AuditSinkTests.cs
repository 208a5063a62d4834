using System.Net;
using System.Text.Json;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Durability;

/// <summary>The file that every audit event is copied to, on a file system of 1 MB that fills up. Needs the right to mount one.</summary>
public sealed class AuditSinkTests
{
    [Fact]
    public async Task A_full_disk_under_the_audit_file_stops_every_value_health_says_why_and_room_brings_the_service_back()
    {
        var folder = Directory.CreateTempSubdirectory("qwak-sink-");
        var mounted = await Command.RunAsync("mount", ["-t", "tmpfs", "-o", "size=1m,mode=0700", "none", folder.FullName]);
        if (mounted.ExitCode != 0)
        {
            folder.Delete();
            Assert.Skip("A small file system cannot be mounted here: " + mounted.Error.Trim());
        }

        try
        {
            await RunAsync(Path.Combine(folder.FullName, "audit.jsonl"), Path.Combine(folder.FullName, "filler"));
        }
        finally
        {
            await Command.RunAsync("umount", [folder.FullName]);
            folder.Delete();
        }
    }

    private static async Task RunAsync(string file, string filler)
    {
        await using var store = new ServedStore();
        await store.StartAsync(more: ["--audit-file", file]);
        using (var set = await store.SetAsync("sink", "value"))
        {
            Assert.True(set.IsSuccessStatusCode);
        }

        Fill(filler);
        var served = 0;
        while ((await store.GetAsync("sink")).Status == HttpStatusCode.OK)
        {
            Assert.True(++served < 200, "it goes on without its file");
        }

        Assert.Equal((HttpStatusCode.ServiceUnavailable, null, 0), await store.GetAsync("sink"));
        var reason = await store.WaitForHealthAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Contains("The audit file cannot be written: No space left on device", reason, StringComparison.Ordinal);

        // Nobody asks for anything: the service notices by itself.
        File.Delete(filler);
        await store.WaitForHealthAsync(HttpStatusCode.OK);
        Assert.Equal((HttpStatusCode.OK, "value", 1), await store.GetAsync("sink"));
        await store.KillAsync();

        var stored = await store.QueryAsync<(long Sequence, byte[] Hash)>("SELECT sequence, hash FROM audit_event ORDER BY sequence");
        var lines = (await File.ReadAllLinesAsync(file)).Select(line => JsonDocument.Parse(line).RootElement);
        Assert.Equal(
            stored.Select(e => (e.Sequence, Convert.ToHexStringLower(e.Hash))),
            lines.Select(line => (line.GetProperty("sequence").GetInt64(), line.GetProperty("hash").GetString()!)));
    }

    private static void Fill(string path)
    {
        using var filler = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                filler.Write(new byte[512]);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }
}
