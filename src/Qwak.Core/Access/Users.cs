using Qwak.Core.Audit;
using Qwak.Core.Storage;

namespace Qwak.Core.Access;

/// <summary>Users are made by an administrator, or with their first credential or role.</summary>
internal sealed class Users(AccessSeal seal)
{
    /// <summary>Finds a user or service account, and makes a user, with an event of its own, where there is none of that name.</summary>
    /// <param name="transaction">The open transaction.</param>
    /// <param name="caller">The administrator.</param>
    /// <param name="name">A valid name.</param>
    /// <param name="environmentId">Where a new user gets the role; <c>*</c> for all.</param>
    /// <param name="roleText">The role of a new user, <c>member</c> when null; an existing user keeps theirs.</param>
    public async Task<Result<Principal>> FindOrCreateAsync(
        StoreTransaction transaction, Caller caller, string name, string environmentId, string? roleText)
    {
        if (await PrincipalTable.FindByNameAsync(transaction.Connection, name) is { } existing)
        {
            return existing;
        }

        var role = Roles.Parse(roleText ?? Role.Member.Text());
        if (role.IsRefused)
        {
            return role.Refusal;
        }

        var row = await seal.ChangeAsync(transaction, async connection =>
        {
            await PrincipalTable.InsertAsync(connection, new Principal(RandomId.New(), name, PrincipalKind.User), caller.Now);
            var made = await PrincipalTable.FindByNameAsync(connection, name);
            await RoleAssignmentTable.SetAsync(connection, made!.Id, environmentId, role.Value);
        });
        transaction.Trail.Append(caller.Event(AuditActions.UserCreate, new Subject(caller.PlaceName(environmentId), name, Row: row)));
        return (await PrincipalTable.FindByNameAsync(transaction.Connection, name))!;
    }
}
