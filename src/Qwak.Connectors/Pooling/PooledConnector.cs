namespace Qwak.Connectors.Pooling;

/// <summary>A connector that is shared, and closed when it is retired and its last use is over.</summary>
internal sealed class PooledConnector(IDataSourceConnector connector, string state, long madeAt)
{
    private readonly Lock _lock = new();
    private int _uses;
    private bool _retired;
    private bool _closed;

    public IDataSourceConnector Connector { get; } = connector;

    /// <summary>The versions and bindings it was made with.</summary>
    public string State { get; } = state;

    public long MadeAt { get; } = madeAt;

    public bool IsUsed => Volatile.Read(ref _uses) > 0;

    /// <summary>It failed: nobody borrows it any more.</summary>
    public bool IsSpoiled { get; set; }

    public ConnectorLease Lease()
    {
        Interlocked.Increment(ref _uses);
        return new ConnectorLease(this);
    }

    public ValueTask ReleaseAsync()
    {
        Interlocked.Decrement(ref _uses);
        return CloseIfOverAsync();
    }

    /// <summary>To be called when it can no longer be found, so that no further lease is made.</summary>
    public ValueTask RetireAsync()
    {
        lock (_lock)
        {
            _retired = true;
        }

        return CloseIfOverAsync();
    }

    private ValueTask CloseIfOverAsync()
    {
        lock (_lock)
        {
            if (!_retired || _closed || IsUsed)
            {
                return ValueTask.CompletedTask;
            }

            _closed = true;
        }

        return Connector.DisposeAsync();
    }
}

/// <summary>The right to use a connector until disposed.</summary>
internal sealed class ConnectorLease(PooledConnector pooled) : IAsyncDisposable
{
    public IDataSourceConnector Connector => pooled.Connector;

    public void Spoil() => pooled.IsSpoiled = true;

    public ValueTask DisposeAsync() => pooled.ReleaseAsync();
}
