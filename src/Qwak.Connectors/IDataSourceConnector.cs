namespace Qwak.Connectors;

/// <summary>
/// Opens one source with one version of its secrets, through the vendor's driver. Several uses may be open at once. Time
/// limits, the number of rows, pooling and the failures that all drivers share are <see cref="DataSourceConnections"/>'s.
/// </summary>
internal interface IDataSourceConnector : IAsyncDisposable
{
    /// <summary>Opens the table, query or file, and stops before its first row. No rows asked for: its columns only.</summary>
    Task<RowReader> OpenAsync(int rows, CancellationToken cancellationToken);

    /// <summary>What an exception of the driver means; null when it is none of the driver's own.</summary>
    ConnectorException? Explain(Exception exception);
}
