using System.Net;
using System.Security.Cryptography;

namespace Qwak.EndToEnd.Tests.Durability;

/// <summary>
/// The process, or the database under it, is killed at a random moment under 8 writers and 8 readers: no acknowledged
/// write is lost, none torn, none appears that nobody made, no read was served without its event, and the store opens
/// by itself.
/// </summary>
public abstract class KillSuite(ITestOutputHelper output)
{
    // Milliseconds of load before a kill, at most. Most of what can go wrong happens in the first few: many rounds are short.
    private const int Longest = 2000;
    private static readonly int LongestOfMany = FullRun.Count(250, Longest);

    private readonly Dictionary<string, int> _current = [];
    private int _acknowledged;
    private int _served;

    private protected Task KillProcessAsync(ServedStore store) => RunAsync(FullRun.Count(50, 200), LongestOfMany, store, async () =>
    {
        await store.KillAsync();
        return () => store.StartAsync();
    });

    private protected Task KillDatabaseAsync(ServedStore store) => RunAsync(FullRun.Count(3, 200), Longest, store, async () =>
    {
        await Task.Run(store.PostgreSql!.Kill);
        Assert.Contains("cannot be written", await store.WaitForHealthAsync(HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
        return async () =>
        {
            await Task.Run(store.PostgreSql.Start);
            await store.WaitForHealthAsync(HttpStatusCode.OK);
        };
    });

    private async Task RunAsync(int rounds, int longest, ServedStore opened, Func<Task<Func<Task>>> killAsync)
    {
        await using var store = opened;
        await store.StartAsync();
        var trail = new TrailCheck(store);
        for (var round = 1; round <= rounds; round++)
        {
            var crowd = new Crowd(store, $"round-{round}");
            await Task.Delay(RandomNumberGenerator.GetInt32(20, longest + 1));
            var revive = await killAsync();
            await crowd.StopAsync();
            await revive();
            await VerifyAsync(store, crowd.Journals, await trail.NextAsync());
        }

        // What was there after each round is still there after all of them.
        Assert.Equal(_current.OrderBy(pair => pair.Key), (await CurrentAsync(store, "round-%")).OrderBy(pair => pair.Key));
        await trail.NextAsync();
        Assert.True(_acknowledged > rounds && _served > rounds, "hardly anything was done");
        output.WriteLine(
            $"{rounds} rounds: {_acknowledged} acknowledged writes, {_served} served reads, {trail.Events} events and {trail.Checkpoints} checkpoints verified");
    }

    private async Task VerifyAsync(ServedStore store, IReadOnlyList<Journal> journals, List<Recorded> events)
    {
        var current = await CurrentAsync(store, journals[0].Name.Split("-w")[0] + "-%");
        var recorded = events.Where(e => e.RequestId is not null).ToLookup(e => e.RequestId!);
        foreach (var journal in journals)
        {
            // One write may have been committed whose answer the kill cut off.
            var last = current.GetValueOrDefault(journal.Name);
            Assert.InRange(last, journal.Acknowledged, Math.Min(journal.Attempted, journal.Acknowledged + 1));
            Assert.All(journal.Answers.Values, answer => Assert.Equal([answer], recorded[answer.RequestId!]));
            Assert.Equal(
                Enumerable.Range(1, last),
                events.Where(e => (e.Action, e.Name, e.Outcome) == ("secret.set", journal.Name, "ok")).Select(e => e.Version));
            await Parallel.ForAsync(Math.Max(1, last - ServedStore.KeptVersions + 1), last + 1, async (version, _) =>
                Assert.Equal((HttpStatusCode.OK, journal.Text(version), version), await GetAsync(store, journal.Name, version)));
            Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(store, journal.Name, last + 1)).Status);
            _acknowledged += journal.Acknowledged;
            _served += journal.Answers.Values.Count(answer => answer.Action == "secret.read");
            if (last > 0)
            {
                _current.Add(journal.Name, last);
            }
        }
    }

    // Connections that died with the database are found out one by one, each by an honest 503.
    private static async Task<(HttpStatusCode Status, string? Value, int Version)> GetAsync(ServedStore store, string name, int version)
    {
        var answer = await store.GetAsync(name, version);
        for (var i = 0; i < 20 && answer.Status == HttpStatusCode.ServiceUnavailable; i++)
        {
            await Task.Delay(20);
            answer = await store.GetAsync(name, version);
        }

        return answer;
    }

    /// <summary>Number of the newest version of each secret, which must be the current one; the last ones must be there.</summary>
    private static async Task<Dictionary<string, int>> CurrentAsync(ServedStore store, string like)
    {
        var rows = await store.QueryAsync<(string Name, long Current, long Count, long Last)>(
            "SELECT s.name, s.current_version, count(*), max(v.version) FROM secret s JOIN secret_version v ON v.secret_id = s.id"
            + " WHERE s.name LIKE @like GROUP BY s.name, s.current_version",
            new { like });
        Assert.All(rows, row => Assert.Equal((Math.Min(row.Current, ServedStore.KeptVersions), row.Current), (row.Count, row.Last)));
        return rows.ToDictionary(row => row.Name, row => (int)row.Current);
    }
}

public sealed class KillOnSqliteTests(ITestOutputHelper output) : KillSuite(output)
{
    [Fact]
    public Task Killing_the_process_loses_nothing() => KillProcessAsync(new ServedStore());
}

public sealed class KillOnPostgreSqlTests(ITestOutputHelper output) : KillSuite(output)
{
    [Fact]
    public Task Killing_the_process_loses_nothing() => KillProcessAsync(new ServedStore(new PostgreSqlServer()));

    [Fact]
    public Task Killing_the_database_loses_nothing_and_the_process_goes_on_by_itself() => KillDatabaseAsync(new ServedStore(new PostgreSqlServer()));
}
