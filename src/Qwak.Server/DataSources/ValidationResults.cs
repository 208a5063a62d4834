using Qwak.Core;

namespace Qwak.Server.DataSources;

/// <summary>
/// Trials that run while their client asks again and again (contract 1.6). They are held in memory for a few minutes, for
/// the credential that asked for them alone, and few of each.
/// </summary>
internal sealed class ValidationResults(TimeProvider clock)
{
    public const int MostOfOne = 8;
    private const int Most = 256;

    // The client asks for 5 minutes.
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(6);

    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];

    /// <summary>Starts a trial.</summary>
    /// <returns>The id to ask with.</returns>
    public Result<string> Start(string credential, Func<Task<Result<SourceTrial>>> run)
    {
        lock (_lock)
        {
            _entries.RemoveAll(entry => clock.GetElapsedTime(entry.StartedAt) > KeptFor);
            if (!HasRoom(entry => entry.Credential == credential, MostOfOne) || !HasRoom(_ => true, Most))
            {
                return new Refusal(RefusalCode.RateLimited, "Too many validations are running; wait for their results.", TimeSpan.FromSeconds(3));
            }

            var started = new Entry(RandomId.New(), credential, clock.GetTimestamp(), Task.Run(run));
            _entries.Add(started);
            return started.Id;
        }
    }

    /// <summary>A trial of the credential's; null when there is none, or no longer.</summary>
    public Task<Result<SourceTrial>>? Find(string credential, string id)
    {
        lock (_lock)
        {
            return _entries.Find(entry => entry.Id == id && entry.Credential == credential)?.Trial;
        }
    }

    /// <summary>Whether one more may start: at the bound the oldest result gives way, if there is one.</summary>
    private bool HasRoom(Predicate<Entry> counted, int most) =>
        _entries.FindAll(counted).Count < most
        || (_entries.Find(entry => counted(entry) && entry.Trial.IsCompleted) is { } oldest && _entries.Remove(oldest));

    private sealed record Entry(string Id, string Credential, long StartedAt, Task<Result<SourceTrial>> Trial);
}
