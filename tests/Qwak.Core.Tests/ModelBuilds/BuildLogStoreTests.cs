using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Qwak.Core.Storage;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.ModelBuilds;

/// <summary>The file beside an embedded store that logs of builds lie in.</summary>
public sealed class BuildLogStoreTests
{
    [Fact]
    public async Task Who_follows_a_log_does_not_wait_for_who_writes_it()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File(BuildLogStore.FileName);
        using var store = BuildLogStore.InFile(file);
        await store.AddAsync("build", 1, [1], DateTimeOffset.UnixEpoch);

        // Somebody holds the file, so that the writer waits for them.
        await using var holder = new SqliteConnection($"Data Source={file};Pooling=False");
        holder.Open();
        await using (var hold = holder.BeginTransaction(deferred: false))
        {
            var write = Task.Run(() => store.AddAsync("build", 2, [2], DateTimeOffset.UnixEpoch));
            await Task.Delay(200);
            var began = Stopwatch.GetTimestamp();
            var reads = Enumerable.Range(0, 20).Select(_ => Task.Run(() => store.ReadAsync("build", 0, most: 8)));
            Assert.All(await Task.WhenAll(reads), chunks => Assert.Equal(1, Assert.Single(chunks).Sequence));
            Assert.False(write.IsCompleted, $"The writer did not wait; the reads took {Stopwatch.GetElapsedTime(began)}.");
            await hold.RollbackAsync();
            await write;
        }

        Assert.Equal(2, await store.EndAsync("build"));
    }
}
