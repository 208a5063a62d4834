using System.Data.Common;
using Qwak.Core.Storage;

namespace Qwak.Core.Access;

/// <summary>Users are made with their first credential or role.</summary>
internal static class Users
{
    /// <param name="connection">The open transaction's.</param>
    /// <param name="caller">The administrator.</param>
    /// <param name="name">A valid name.</param>
    /// <param name="environmentId">Where a new user gets the role; <c>*</c> for all.</param>
    /// <param name="roleText">The role of a new user, <c>member</c> when null; an existing user keeps theirs.</param>
    public static async Task<Result<Principal>> FindOrCreateAsync(
        DbConnection connection, Caller caller, string name, string environmentId, string? roleText)
    {
        if (await PrincipalTable.FindByNameAsync(connection, name) is { } existing)
        {
            return existing;
        }

        var role = Roles.Parse(roleText ?? Role.Member.Text());
        if (role.IsRefused)
        {
            return role.Refusal;
        }

        var user = new Principal(RandomId.New(), name, PrincipalKind.User);
        await PrincipalTable.InsertAsync(connection, user, caller.Now);
        await RoleAssignmentTable.SetAsync(connection, user.Id, environmentId, role.Value);
        return user;
    }
}
