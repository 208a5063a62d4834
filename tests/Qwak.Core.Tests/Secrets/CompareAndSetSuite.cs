using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.Secrets;

/// <summary>Many who change the same secrets on the condition of a version: each change is seen by all that follow.</summary>
public abstract class CompareAndSetSuite : StoreSuite
{
    private const int Clients = 16;
    private const int Names = 10;

    [Fact]
    public async Task No_update_is_lost_and_versions_have_no_gap()
    {
        // More requests than a clock that stands still would ever let one caller make.
        await Scene.RestartAsync(options => options with { Time = TimeProvider.System, Access = new() { RequestsPerSecond = 1_000_000 } });

        // Each write adds one to the number in the value that it read, if that is current still.
        var writes = FullRun.Count(usual: 40, full: 10_000);
        var conflicts = 0;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            for (var i = 0; i < writes; i++)
            {
                var name = $"counter-{(client + i) % Names}";
                while (!await TryAddOneAsync(name))
                {
                    Interlocked.Increment(ref conflicts);
                }
            }
        })));

        var total = 0;
        for (var i = 0; i < Names; i++)
        {
            var name = $"counter-{i}";
            var versions = (await Admin.VersionsAsync(name)).Good();
            var count = int.Parse(await Admin.ReadAsync(name), System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(count, versions[0].Version);
            Assert.Equal(Enumerable.Range(count - versions.Length + 1, versions.Length).Reverse(), versions.Select(v => v.Version));
            total += count;
        }

        Assert.Equal(Clients * writes, total);
        TestContext.Current.SendDiagnosticMessage($"{total} writes, {conflicts} conflicts");
    }

    private async Task<bool> TryAddOneAsync(string name)
    {
        var read = await Admin.GetAsync(name);
        var (version, count) = (0, 0);
        if (!read.IsRefused)
        {
            using (read.Value)
            {
                (version, count) = (read.Value.Number, int.Parse(read.Value.Value.Reveal(), System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        Assert.Contains(read.Code(), (string[])["ok", "not_found"]);

        // What another client has just made from the same version has the same text: it must not pass as a repetition of this one.
        var set = await Admin.SetAsync(name, $"{count + 1}", version);
        Assert.Contains(set.Code(), (string[])["ok", "version_conflict"]);
        return !set.IsRefused && !set.Value.Unchanged;
    }
}

public sealed class CompareAndSetOnSqlite : CompareAndSetSuite
{
    private protected override StorePlace NewPlace() => new SqlitePlace();
}
