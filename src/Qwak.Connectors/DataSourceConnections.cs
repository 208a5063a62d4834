using Qwak.Connectors.Network;
using Qwak.Connectors.Pooling;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors;

/// <summary>
/// The way to every data source: opens it within the limits, and turns whatever fails into a <see cref="ConnectorException"/>.
/// One for the process.
/// </summary>
internal sealed class DataSourceConnections(ConnectorLimits limits, TimeProvider clock) : IAsyncDisposable
{
    private readonly ConnectorPool _pool = new(limits, clock);
    private readonly SemaphoreSlim _uses = new(limits.Uses);

    /// <summary>Opens a source for its columns and up to so many of its rows.</summary>
    /// <param name="source">The definition.</param>
    /// <param name="key">What may be shared: two uses of the same key share the driver's connections.</param>
    /// <param name="secrets">The values of the secrets that the definition names, as they are now.</param>
    /// <param name="guard">Where those may go, as it is now.</param>
    /// <param name="rows">0 to 1,000.</param>
    /// <param name="cancellationToken">Ends opening; reading takes its own.</param>
    /// <exception cref="ConnectorException">It could not be opened.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<SourceReader> OpenAsync(
        DataSource source,
        SourceKey key,
        IReadOnlyDictionary<string, SecretValue> secrets,
        DestinationGuard guard,
        int rows,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, ConnectorLimits.MaximumRows);

        var use = new SourceUse(_uses, new CancellationTokenSource(limits.Time, clock), limits.Time);
        var access = new SourceAccess(new SourceSecrets(secrets, guard), guard, limits);
        try
        {
            using var opening = use.Within(cancellationToken);
            await use.EnterAsync(opening.Token);
            use.Lease = await _pool.RentAsync(key, access, access => Connectors.For(source, access));
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
