using Qwak.Connectors.Pooling;

namespace Qwak.Connectors;

/// <summary>
/// The way to every data source: opens it within the limits, and turns whatever fails into a <see cref="ConnectorException"/>.
/// One for the process.
/// </summary>
internal sealed class DataSourceConnections(ConnectorLimits limits, TimeProvider clock) : IAsyncDisposable
{
    private readonly ConnectorPool _pool = new(limits, clock);
    private readonly SemaphoreSlim _uses = new(limits.Uses);

    public ConnectorLimits Limits { get; } = limits;

    /// <summary>Opens a source for its columns and up to so many of its rows.</summary>
    /// <param name="key">What may be shared: two uses of the same key share the driver's connections.</param>
    /// <param name="access">The secrets and where they may go, as they are now.</param>
    /// <param name="create">Makes the connector, when none is kept: <see cref="Connectors.For"/>.</param>
    /// <param name="rows">0 to 1,000.</param>
    /// <param name="cancellationToken">Ends opening; reading takes its own.</param>
    /// <exception cref="ConnectorException">It could not be opened.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<SourceReader> OpenAsync(
        SourceKey key, SourceAccess access, Func<SourceAccess, IDataSourceConnector> create, int rows, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, ConnectorLimits.MaximumRows);

        var use = new SourceUse(_uses, new CancellationTokenSource(access.Limits.Time, clock), access.Limits.Time);
        try
        {
            using var opening = use.Within(cancellationToken);
            await use.EnterAsync(opening.Token);
            use.Lease = await _pool.RentAsync(key, access, create);
            return new SourceReader(await use.Lease.Connector.OpenAsync(rows, opening.Token), use, rows);
        }
        catch (Exception exception)
        {
            var explained = use.Explain(exception, cancellationToken);
            await use.DisposeAsync();
            throw explained;
        }
    }

    /// <summary>Closes what is kept of a source: it was deleted, or a secret of it was rotated.</summary>
    public ValueTask ForgetAsync(string source) => _pool.ForgetAsync(source);

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        _uses.Dispose();
    }
}
