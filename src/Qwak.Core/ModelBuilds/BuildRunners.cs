using System.Collections.Concurrent;

namespace Qwak.Core.ModelBuilds;

/// <summary>
/// The runners' streams that this process holds. A build's credential is good only while its runner's stream is here, so
/// it dies with the runner, however that ends; the build itself is given up when the runner stays away.
/// </summary>
internal sealed class BuildRunners(TimeProvider time)
{
    /// <summary>How long a runner may be away before its build counts as lost: long enough for a restart of the service.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public static readonly Refusal Gone = new(RefusalCode.Unauthenticated, "The build's credential is dead: its runner is not connected.");

    private readonly ConcurrentDictionary<string, BuildRunner> _open = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _away = new();

    /// <summary>How many builds have their runner's stream here.</summary>
    public int Count => _open.Count;

    public BuildRunner? Find(string buildId) => _open.GetValueOrDefault(buildId);

    /// <summary>Whether a credential may be used as far as runners go: only a build's needs one.</summary>
    public bool IsServed(string? buildId) => buildId is null || _open.ContainsKey(buildId);

    /// <summary>Takes up a runner's stream. An older one of the same build ends: its connection is broken and does not know it yet.</summary>
    public BuildRunner Open(string buildId)
    {
        var runner = new BuildRunner(buildId, time);
        _open.AddOrUpdate(buildId, runner, (_, older) =>
        {
            older.Dispose();
            return runner;
        });
        _away.TryRemove(buildId, out _);
        return runner;
    }

    /// <summary>The stream is gone; nothing is released to the build from now on.</summary>
    public void Close(BuildRunner runner)
    {
        runner.Dispose();
        if (_open.TryRemove(KeyValuePair.Create(runner.BuildId, runner)))
        {
            Away(runner.BuildId);
        }
    }

    /// <summary>A build that should have a runner and has none here.</summary>
    public void Away(string buildId) => _away.TryAdd(buildId, time.GetUtcNow());

    /// <summary>The build has ended.</summary>
    public void Forget(string buildId) => _away.TryRemove(buildId, out _);

    /// <summary>The builds whose runner has stayed away.</summary>
    public IReadOnlyList<string> Overdue()
    {
        var latest = time.GetUtcNow() - Grace;
        return [.. _away.Where(away => away.Value <= latest).Select(away => away.Key)];
    }
}
