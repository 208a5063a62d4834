using Qwak.Clients.Connection;
using Qwak.Rest;

namespace Qwak.Clients.Administration;

/// <summary>Roles: what a principal may do in an environment.</summary>
public sealed class RolesClient
{
    private const string Path = "api/v1/role-assignments";

    private readonly RestClient _rest;

    internal RolesClient(RestClient rest) => _rest = rest;

    /// <summary>Gives a principal a role, in place of the one it has there.</summary>
    /// <param name="user">Name of the principal.</param>
    /// <param name="environment">Name of the environment, or <c>*</c> for all.</param>
    /// <param name="role"><c>admin</c>, <c>member</c>, <c>reader</c>, <c>auditor</c> or <c>builder</c>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The call failed.</exception>
    public Task<RoleAssignment> GrantAsync(
        string user, string environment, string role, CancellationToken cancellationToken = default) =>
        _rest.SendAsync(
            HttpMethod.Put,
            PathOf(user, environment),
            new GrantRoleBody(role),
            RestJson.Default.GrantRoleBody,
            RestJson.Default.RoleAssignment,
            Repeat.Transient,
            cancellationToken);

    /// <summary>Takes a role away, with immediate effect.</summary>
    /// <param name="user">Name of the principal.</param>
    /// <param name="environment">Name of the environment, or <c>*</c> for the role in all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is no such role (<see cref="QwakErrorCodes.NotFound"/>), or the call failed.</exception>
    public Task RevokeAsync(string user, string environment, CancellationToken cancellationToken = default) =>
        _rest.DeleteAsync(PathOf(user, environment), cancellationToken);

    /// <summary>Lists all roles.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The call failed.</exception>
    public Task<IReadOnlyList<RoleAssignment>> ListAsync(CancellationToken cancellationToken = default) =>
        Pages.AllAsync(_rest, Path, RestJson.Default.PageRoleAssignment, cancellationToken);

    private static string PathOf(string user, string environment) =>
        $"{Path}/{RestPath.Segment(user)}/{RestPath.Segment(environment)}";
}
