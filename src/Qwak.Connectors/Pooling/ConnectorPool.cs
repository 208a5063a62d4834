namespace Qwak.Connectors.Pooling;

/// <summary>
/// Keeps one connector for each source, in the state it was last used in. A use in another state (a new version of a secret,
/// another binding) replaces it; the old one is closed once its last use is over.
/// </summary>
internal sealed class ConnectorPool(ConnectorLimits limits, TimeProvider clock) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, PooledConnector> _kept = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _kept.Count;
            }
        }
    }

    public async ValueTask<ConnectorLease> RentAsync(SourceKey key, SourceAccess access, Func<SourceAccess, IDataSourceConnector> create)
    {
        var state = $"{key.Version} {access.Guard.Fingerprint}";
        var (lease, retired) = key.Source is { } source ? Rent(source, state, () => create(access)) : Once(create(access));
        foreach (var connector in retired)
        {
            await connector.RetireAsync();
        }

        return lease;
    }

    public async ValueTask ForgetAsync(string source)
    {
        PooledConnector? forgotten;
        lock (_lock)
        {
            _kept.Remove(source, out forgotten);
        }

        if (forgotten is not null)
        {
            await forgotten.RetireAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        PooledConnector[] all;
        lock (_lock)
        {
            all = [.. _kept.Values];
            _kept.Clear();
        }

        foreach (var connector in all)
        {
            await connector.RetireAsync();
        }
    }

    private static (ConnectorLease, PooledConnector[]) Once(IDataSourceConnector connector)
    {
        var pooled = new PooledConnector(connector, state: "", madeAt: 0);
        return (pooled.Lease(), [pooled]);
    }

    private (ConnectorLease Lease, PooledConnector[] Retired) Rent(string source, string state, Func<IDataSourceConnector> create)
    {
        lock (_lock)
        {
            var found = _kept.TryGetValue(source, out var kept);
            if (found && kept!.State == state && !kept.IsSpoiled && clock.GetElapsedTime(kept.MadeAt) < limits.KeptFor)
            {
                return (kept.Lease(), []);
            }

            var made = new PooledConnector(create(), state, clock.GetTimestamp());
            var retired = found ? kept : Oldest();
            if (retired is not null)
            {
                _kept.Remove(_kept.First(entry => entry.Value == retired).Key);
            }

            _kept.Add(source, made);
            return (made.Lease(), retired is null ? [] : [retired]);
        }
    }

    /// <summary>The one that gives way when the pool is full: unused, and made first. There is one, since uses are bounded too.</summary>
    private PooledConnector? Oldest() =>
        _kept.Count < limits.Uses ? null : _kept.Values.Where(connector => !connector.IsUsed).MinBy(connector => connector.MadeAt);
}
