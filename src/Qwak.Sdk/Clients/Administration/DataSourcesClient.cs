using Qwak.Clients.Connection;
using Qwak.FeatureStore.DataSources;
using Qwak.Rest;

namespace Qwak.Clients.Administration;

/// <summary>Data sources, in the configured environment, else in the caller's own.</summary>
public sealed class DataSourcesClient
{
    private readonly QwakConnection _connection;

    internal DataSourcesClient(QwakConnection connection) => _connection = connection;

    /// <summary>Lists the sources that the caller may know of, by name.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The call failed.</exception>
    public async Task<IReadOnlyList<DataSourceProperties>> ListAsync(CancellationToken cancellationToken = default)
    {
        var path = await PathAsync(cancellationToken).ConfigureAwait(false);
        return await Pages.ReadAsync(
            _connection.Rest, after => RestPath.Query(path, ("limit", "1000"), ("after", after)), RestJson.Default.PageDataSourceProperties, cancellationToken)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells what is known of a source.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is no such source (<see cref="QwakErrorCodes.NotFound"/>), or the call failed.</exception>
    public async Task<DataSourceProperties> GetPropertiesAsync(string name, CancellationToken cancellationToken = default) =>
        (await FindAsync(name, cancellationToken).ConfigureAwait(false)).Properties;

    /// <summary>Reads the definition of a source.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is no such source (<see cref="QwakErrorCodes.NotFound"/>), or the call failed.</exception>
    public async Task<DataSource> GetAsync(string name, CancellationToken cancellationToken = default) =>
        SpecJson.Read((await FindAsync(name, cancellationToken).ConfigureAwait(false)).Spec);

    /// <summary>Registers a source: a new one, or the next version of the one of its name. The caller becomes its owner.</summary>
    /// <param name="source">The definition.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The caller may not use a secret that it names, the source is somebody else's, or the call failed.</exception>
    public async Task<DataSourceProperties> RegisterAsync(DataSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var answer = await _connection.Rest.SendAsync(
            HttpMethod.Put,
            $"{await PathAsync(cancellationToken).ConfigureAwait(false)}/{RestPath.Segment(source.Name)}",
            new DataSourceBody(SpecJson.Write(source)),
            RestJson.Default.DataSourceBody,
            RestJson.Default.RegisterDataSourceAnswer,
            Repeat.Transient,
            cancellationToken).ConfigureAwait(false);
        return answer.Properties;
    }

    /// <summary>Deletes a source; its secrets stay.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is no such source (<see cref="QwakErrorCodes.NotFound"/>), it is somebody else's, or the call failed.</exception>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        var segment = RestPath.Segment(name);
        await _connection.Rest.DeleteAsync($"{await PathAsync(cancellationToken).ConfigureAwait(false)}/{segment}", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Has a definition tried: its fields, its secrets, the connection, what it selects. Nothing is registered.</summary>
    /// <param name="source">The definition.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The call failed; what is wrong with the definition is in the answer.</exception>
    public async Task<DataSourceValidation> ValidateAsync(DataSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return await _connection.Rest.SendAsync(
            HttpMethod.Post,
            $"{await PathAsync(cancellationToken).ConfigureAwait(false)}/validate",
            new DataSourceBody(SpecJson.Write(source)),
            RestJson.Default.DataSourceBody,
            RestJson.Default.DataSourceValidation,
            Repeat.Transient,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads rows of a registered source.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rows">1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">It could not be opened or read (<see cref="QwakErrorCodes.SourceFailed"/>), the caller may not, or the call failed.</exception>
    public async Task<DataSourceSample> SampleAsync(string name, int rows = 10, CancellationToken cancellationToken = default)
    {
        var segment = RestPath.Segment(name);
        return await SampleAsync($"/{segment}/sample", new SampleBody(Rows: rows), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads rows of a definition that need not be registered.</summary>
    /// <param name="source">The definition.</param>
    /// <param name="rows">1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">It could not be opened or read (<see cref="QwakErrorCodes.SourceFailed"/>), the caller may not, or the call failed.</exception>
    public Task<DataSourceSample> SampleAsync(DataSource source, int rows = 10, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return SampleAsync("/sample", new SampleBody(SpecJson.Write(source), rows), cancellationToken);
    }

    /// <summary>Reads rows of a registered source as a Parquet file. What a column's type cannot hold exactly makes it a column of text.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rows">1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The file's bytes, 16 MiB at most.</returns>
    /// <exception cref="QwakException">It could not be opened or read, or has no columns (<see cref="QwakErrorCodes.SourceFailed"/>), the caller may not, or the call failed.</exception>
    public async Task<byte[]> SampleParquetAsync(string name, int rows = 10, CancellationToken cancellationToken = default)
    {
        var segment = RestPath.Segment(name);
        return await _connection.Rest.DownloadAsync(
            HttpMethod.Post,
            $"{await PathAsync(cancellationToken).ConfigureAwait(false)}/{segment}/sample",
            new SampleBody(Rows: rows),
            RestJson.Default.SampleBody,
            "application/vnd.apache.parquet",
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<DataSourceSample> SampleAsync(string path, SampleBody body, CancellationToken cancellationToken) =>
        await _connection.Rest.SendAsync(
            HttpMethod.Post,
            await PathAsync(cancellationToken).ConfigureAwait(false) + path,
            body,
            RestJson.Default.SampleBody,
            RestJson.Default.DataSourceSample,
            Repeat.Transient,
            cancellationToken).ConfigureAwait(false);

    private async Task<DataSourceAnswer> FindAsync(string name, CancellationToken cancellationToken)
    {
        var segment = RestPath.Segment(name);
        return await _connection.Rest.GetAsync(
            $"{await PathAsync(cancellationToken).ConfigureAwait(false)}/{segment}", RestJson.Default.DataSourceAnswer, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> PathAsync(CancellationToken cancellationToken) =>
        $"api/v1/environments/{RestPath.Segment(await CurrentEnvironment.NameAsync(_connection, cancellationToken).ConfigureAwait(false))}/data-sources";
}
