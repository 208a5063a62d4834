namespace Qwak.Builds.Session;

/// <summary>What a build asked the service for: the versions that it had, and the names that it was refused.</summary>
internal sealed class SecretsSeen
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, SortedSet<int>> _used = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _refused = new(StringComparer.Ordinal);
    private long _latestAt;

    /// <summary>Names with the versions that were read.</summary>
    public IReadOnlyDictionary<string, int[]> Used => Read(() => _used.ToDictionary(used => used.Key, used => used.Value.ToArray()));

    /// <summary>When a value was learned last that was not known before, as a <see cref="System.Diagnostics.Stopwatch"/> counts.</summary>
    public long LatestAt => Interlocked.Read(ref _latestAt);

    /// <summary>Names with the code of the refusal.</summary>
    public IReadOnlyDictionary<string, string> Refused => Read(() => new Dictionary<string, string>(_refused));

    public void Use(string name, int version)
    {
        lock (_lock)
        {
            if (!_used.TryGetValue(name, out var versions))
            {
                _used[name] = versions = [];
            }

            if (versions.Add(version))
            {
                Interlocked.Exchange(ref _latestAt, System.Diagnostics.Stopwatch.GetTimestamp());
            }
        }
    }

    public void Refuse(string name, string code)
    {
        lock (_lock)
        {
            _refused[name] = code;
        }
    }

    private T Read<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}
