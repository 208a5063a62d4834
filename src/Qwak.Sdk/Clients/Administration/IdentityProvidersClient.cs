using Qwak.Clients.Connection;
using Qwak.Rest;

namespace Qwak.Clients.Administration;

/// <summary>Identity providers: issuers whose OIDC tokens are exchanged for access tokens.</summary>
public sealed class IdentityProvidersClient
{
    private const string Path = "api/v1/identity-providers";

    private readonly RestClient _rest;

    internal IdentityProvidersClient(RestClient rest) => _rest = rest;

    /// <summary>Lists all identity providers.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The call failed.</exception>
    public Task<IReadOnlyList<IdentityProviderProperties>> ListAsync(CancellationToken cancellationToken = default) =>
        Pages.AllAsync(_rest, Path, RestJson.Default.PageIdentityProviderProperties, cancellationToken);

    /// <summary>Makes an identity provider. None of its tokens is exchanged before a rule says so.</summary>
    /// <param name="definition">What it is.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is one of that name or issuer (<see cref="QwakErrorCodes.AlreadyExists"/>), or the call failed.</exception>
    public Task<IdentityProviderProperties> CreateAsync(IdentityProviderDefinition definition, CancellationToken cancellationToken = default) =>
        _rest.SendAsync(
            HttpMethod.Post,
            Path,
            definition,
            RestJson.Default.IdentityProviderDefinition,
            RestJson.Default.IdentityProviderProperties,
            Repeat.NeverSent,
            cancellationToken);

    /// <summary>Deletes an identity provider with its rules; the access tokens that came of them end with the next request.</summary>
    /// <param name="name">The provider's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is none of that name (<see cref="QwakErrorCodes.NotFound"/>), or the call failed.</exception>
    public Task DeleteAsync(string name, CancellationToken cancellationToken = default) =>
        _rest.DeleteAsync($"{Path}/{RestPath.Segment(name)}", cancellationToken);
}
