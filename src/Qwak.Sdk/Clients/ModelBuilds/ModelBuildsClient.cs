using System.Globalization;
using System.Runtime.CompilerServices;
using Qwak.Clients.Connection;
using Qwak.Rest;

namespace Qwak.Clients.ModelBuilds;

/// <summary>Looks at model builds: what they were, their logs, and which secrets they used. Thread-safe; make one and share it.</summary>
public sealed class ModelBuildsClient : IDisposable
{
    private readonly QwakConnection _connection;

    /// <summary>Makes a client. Nothing is sent before the first call.</summary>
    /// <param name="options">Where and as whom to connect; what is null comes from the environment and <c>~/.qwak/config</c>.</param>
    /// <exception cref="QwakException">Something is missing or wrong in the configuration; the message says what to do.</exception>
    public ModelBuildsClient(QwakConnectionOptions? options = null) =>
        _connection = new QwakConnection(ConnectionSettings.Resolve(options ?? new QwakConnectionOptions()));

    /// <summary>Lists builds, the newest first: the caller's own, and all of the environments whose secrets they may list.</summary>
    /// <param name="modelId">Only those of this model.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <exception cref="QwakException">A call failed.</exception>
    public IAsyncEnumerable<ModelBuildProperties> ListAsync(string? modelId = null, CancellationToken cancellationToken = default) =>
        Pages.ReadAsync(
            _connection.Rest,
            after => RestPath.Query("api/v1/builds", ("modelId", modelId), ("after", after)),
            RestJson.Default.PageModelBuildProperties,
            cancellationToken);

    /// <summary>A build with what it used and its summary.</summary>
    /// <param name="buildId">The build's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is no such build, or the call failed.</exception>
    public Task<ModelBuildProperties> GetAsync(string buildId, CancellationToken cancellationToken = default) =>
        _connection.Rest.GetAsync($"api/v1/builds/{RestPath.Segment(buildId)}", RestJson.Default.ModelBuildProperties, cancellationToken);

    /// <summary>Reads a build's log.</summary>
    /// <param name="buildId">The build's id.</param>
    /// <param name="follow">Whether to go on until the build has ended.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <exception cref="QwakException">There is no such build, or a call failed.</exception>
    public async IAsyncEnumerable<BuildLogEntry> ReadLogAsync(
        string buildId, bool follow = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var position = 0L;
        while (true)
        {
            var path = RestPath.Query(
                $"api/v1/builds/{RestPath.Segment(buildId)}/log",
                ("after", position.ToString(CultureInfo.InvariantCulture)),
                ("follow", follow ? "true" : null));
            var page = await _connection.Rest.GetAsync(path, RestJson.Default.BuildLogPage, cancellationToken).ConfigureAwait(false);
            foreach (var entry in page.Items)
            {
                yield return entry;
            }

            if (page.IsEnd || (!follow && page.Next == position))
            {
                yield break;
            }

            position = page.Next;
        }
    }

    /// <summary>Which builds used which version of a secret, and through whom; the latest use first. Also of a secret that is gone.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The call failed.</exception>
    public async Task<IReadOnlyList<BuildSecretUse>> UsageAsync(string name, CancellationToken cancellationToken = default)
    {
        var secret = RestPath.Segment(name);
        var environment = await CurrentEnvironment.NameAsync(_connection, cancellationToken).ConfigureAwait(false);
        return await Pages.AllAsync(
            _connection.Rest,
            $"api/v1/environments/{RestPath.Segment(environment)}/secrets/{secret}/builds",
            RestJson.Default.PageBuildSecretUse,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _connection.Dispose();
}
