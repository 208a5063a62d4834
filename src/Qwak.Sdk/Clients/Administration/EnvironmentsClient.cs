using Qwak.Clients.Connection;
using Qwak.Rest;

namespace Qwak.Clients.Administration;

/// <summary>Environments: isolation boundaries such as development and production.</summary>
public sealed class EnvironmentsClient
{
    private const string Path = "api/v1/environments";

    private readonly RestClient _rest;

    internal EnvironmentsClient(RestClient rest) => _rest = rest;

    /// <summary>Makes an environment.</summary>
    /// <param name="name">Unique name.</param>
    /// <param name="edgeAddress"><c>host:port</c> at which clients reach it; null: by its name only.</param>
    /// <param name="purgeProtection">Whether its secrets cannot be purged, for ever.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is one of that name or address, or the call failed.</exception>
    public Task<EnvironmentProperties> CreateAsync(
        string name, string? edgeAddress = null, bool purgeProtection = false, CancellationToken cancellationToken = default) =>
        _rest.SendAsync(
            HttpMethod.Post,
            Path,
            new CreateEnvironmentBody(name, edgeAddress, purgeProtection),
            RestJson.Default.CreateEnvironmentBody,
            RestJson.Default.EnvironmentProperties,
            Repeat.NeverSent,
            cancellationToken);

    /// <summary>Protects an environment's secrets from being purged. It cannot be taken back.</summary>
    /// <param name="name">Name of the environment.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is no such environment, or the call failed.</exception>
    public Task<EnvironmentProperties> ProtectAsync(string name, CancellationToken cancellationToken = default) =>
        _rest.SendAsync(
            HttpMethod.Put,
            $"{Path}/{RestPath.Segment(name)}/purge-protection",
            new ProtectEnvironmentBody(),
            RestJson.Default.ProtectEnvironmentBody,
            RestJson.Default.EnvironmentProperties,
            Repeat.Transient,
            cancellationToken);

    /// <summary>Lists the environments that the caller may know of.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The call failed.</exception>
    public Task<IReadOnlyList<EnvironmentProperties>> ListAsync(CancellationToken cancellationToken = default) =>
        Pages.AllAsync(_rest, Path, RestJson.Default.PageEnvironmentProperties, cancellationToken);
}
