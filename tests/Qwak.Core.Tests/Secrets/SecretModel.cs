namespace Qwak.Core.Tests.Secrets;

/// <summary>What a secret must do, on a page: one name in one environment, without a store. Outcomes are texts to compare.</summary>
internal sealed class SecretModel(int keptVersions, TimeSpan retention)
{
    private readonly SortedDictionary<int, Version> _versions = [];
    private int _current;
    private DateTimeOffset? _deletedAt;

    private bool IsLive => _versions.Count > 0 && _deletedAt is null;

    public string Set(string value, int? expected)
    {
        var current = IsLive ? _current : 0;
        var isUnchanged = IsLive && _versions[_current].Value == value;
        var isRepetition = expected == _current - 1 || (expected == 0 && _versions.Values.Count(v => v.DeletedAt is null) == 1);
        if (expected is not null && expected != current && !(isUnchanged && isRepetition))
        {
            return "version_conflict";
        }

        if (!isUnchanged)
        {
            _versions[++_current] = new Version(value, null);
            _versions.Remove(_current - keptVersions);
            _deletedAt = null;
        }

        return $"{_current} {(isUnchanged ? "unchanged" : "new")}";
    }

    public string Get(int? version) =>
        IsLive && _versions.TryGetValue(version ?? _current, out var found) && found.DeletedAt is null ? found.Value : "<not_found>";

    public string Delete(DateTimeOffset now)
    {
        if (!IsLive)
        {
            return "not_found";
        }

        _deletedAt = now;
        foreach (var (number, version) in _versions.ToList())
        {
            _versions[number] = version with { DeletedAt = version.DeletedAt ?? now };
        }

        return "ok";
    }

    public string Restore(int[]? numbers)
    {
        if (_versions.Count == 0)
        {
            return "not_found";
        }

        var wanted = numbers ?? [.. _versions.Where(v => !IsLive && v.Value.DeletedAt == _deletedAt).Select(v => v.Key)];
        if (wanted.Any(number => !_versions.ContainsKey(number)))
        {
            return "not_found";
        }

        if (!IsLive && !wanted.Contains(_current))
        {
            return "invalid_value";
        }

        _deletedAt = null;
        foreach (var number in wanted)
        {
            _versions[number] = _versions[number] with { DeletedAt = null };
        }

        return $"{_current}";
    }

    public string Purge()
    {
        var wasThere = _versions.Count > 0;
        Forget();
        return wasThere ? "ok" : "not_found";
    }

    public void Destroy(DateTimeOffset now)
    {
        foreach (var (number, version) in _versions.Where(v => v.Value.DeletedAt < now - retention).ToList())
        {
            _versions.Remove(number);
        }

        if (_versions.Count == 0)
        {
            Forget();
        }
    }

    public string Versions() => _versions.Count == 0
        ? "not_found"
        : string.Join(' ', _versions.Reverse().Select(v => $"{v.Key}:{State(v.Key, v.Value)}"));

    private string State(int number, Version version) =>
        version.DeletedAt is not null ? "Deleted" : number == _current ? "Current" : "Readable";

    private void Forget()
    {
        _versions.Clear();
        (_current, _deletedAt) = (0, null);
    }

    private sealed record Version(string Value, DateTimeOffset? DeletedAt);
}
