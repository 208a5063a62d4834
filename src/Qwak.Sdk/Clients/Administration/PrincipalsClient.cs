using Qwak.Clients.Connection;
using Qwak.Rest;

namespace Qwak.Clients.Administration;

/// <summary>Users, or service accounts.</summary>
public sealed class PrincipalsClient
{
    private readonly RestClient _rest;
    private readonly string _path;

    internal PrincipalsClient(RestClient rest, string path) => (_rest, _path) = (rest, path);

    /// <summary>Lists all.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The call failed.</exception>
    public Task<IReadOnlyList<PrincipalProperties>> ListAsync(CancellationToken cancellationToken = default) =>
        Pages.AllAsync(_rest, _path, RestJson.Default.PagePrincipalProperties, cancellationToken);

    /// <summary>Makes one without any right; roles and policies give them.</summary>
    /// <param name="name">Unique name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The name is taken (<see cref="QwakErrorCodes.AlreadyExists"/>), or the call failed.</exception>
    public Task<PrincipalProperties> CreateAsync(string name, CancellationToken cancellationToken = default) =>
        _rest.SendAsync(
            HttpMethod.Post, _path, new NameBody(name), RestJson.Default.NameBody, RestJson.Default.PrincipalProperties, Repeat.NeverSent, cancellationToken);

    /// <summary>Deletes one with their roles and memberships, and revokes their keys and tokens, with immediate effect.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is none of that name (<see cref="QwakErrorCodes.NotFound"/>), or the call failed.</exception>
    public Task DeleteAsync(string name, CancellationToken cancellationToken = default) =>
        _rest.DeleteAsync($"{_path}/{RestPath.Segment(name)}", cancellationToken);
}
