using Qwak.Clients.Connection;
using Qwak.Rest;

namespace Qwak.Clients.Administration;

/// <summary>Groups of users and service accounts, which policies name as <c>group:NAME</c>.</summary>
public sealed class GroupsClient
{
    private const string Path = "api/v1/groups";

    private readonly RestClient _rest;

    internal GroupsClient(RestClient rest) => _rest = rest;

    /// <summary>Lists all groups with their members.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The call failed.</exception>
    public Task<IReadOnlyList<GroupProperties>> ListAsync(CancellationToken cancellationToken = default) =>
        Pages.AllAsync(_rest, Path, RestJson.Default.PageGroupProperties, cancellationToken);

    /// <summary>Makes an empty group.</summary>
    /// <param name="name">Unique name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">The name is taken (<see cref="QwakErrorCodes.AlreadyExists"/>), or the call failed.</exception>
    public Task<GroupProperties> CreateAsync(string name, CancellationToken cancellationToken = default) =>
        _rest.SendAsync(
            HttpMethod.Post, Path, new NameBody(name), RestJson.Default.NameBody, RestJson.Default.GroupProperties, Repeat.NeverSent, cancellationToken);

    /// <summary>Deletes a group; its members stay.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">There is no such group (<see cref="QwakErrorCodes.NotFound"/>), or the call failed.</exception>
    public Task DeleteAsync(string name, CancellationToken cancellationToken = default) =>
        _rest.DeleteAsync($"{Path}/{RestPath.Segment(name)}", cancellationToken);

    /// <summary>Takes a user or service account into a group.</summary>
    /// <param name="name">The group.</param>
    /// <param name="member">The user or service account.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">One of the two is not there (<see cref="QwakErrorCodes.NotFound"/>), or the call failed.</exception>
    public Task<GroupProperties> AddMemberAsync(string name, string member, CancellationToken cancellationToken = default) =>
        _rest.PutAsync(MemberPath(name, member), RestJson.Default.GroupProperties, cancellationToken);

    /// <summary>Takes a user or service account out of a group, with immediate effect.</summary>
    /// <param name="name">The group.</param>
    /// <param name="member">The user or service account.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QwakException">They are not in it (<see cref="QwakErrorCodes.NotFound"/>), or the call failed.</exception>
    public Task RemoveMemberAsync(string name, string member, CancellationToken cancellationToken = default) =>
        _rest.DeleteAsync(MemberPath(name, member), cancellationToken);

    private static string MemberPath(string name, string member) => $"{Path}/{RestPath.Segment(name)}/members/{RestPath.Segment(member)}";
}
