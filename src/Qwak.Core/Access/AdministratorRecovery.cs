using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;

namespace Qwak.Core.Access;

/// <summary>
/// Gives the administrator a new API key without one: for who has the data directory and the seal's key, and so could
/// read everything anyway. It is an event like every other change.
/// </summary>
internal static class AdministratorRecovery
{
    public static Task RunAsync(CommitQueue commits, ServiceKeys keys, TimeProvider time, string file) => commits.ChangeAsync(
        async transaction =>
        {
            var (connection, now) = (transaction.Connection, StoreTime.Now(time));
            if (await PrincipalTable.FindByNameAsync(connection, FirstStart.AdministratorName) is not { } administrator)
            {
                administrator = new Principal(RandomId.New(), FirstStart.AdministratorName, PrincipalKind.User);
                await PrincipalTable.InsertAsync(connection, administrator, now);
            }

            await RoleAssignmentTable.SetAsync(connection, administrator.Id, Roles.AllEnvironments, Role.Admin);
            foreach (var old in await ApiKeyTable.ListOfAsync(connection, administrator.Id))
            {
                await ApiKeyTable.RevokeAsync(connection, old.Id, now);
            }

            await AccessTokenTable.RevokeAllOfAsync(connection, administrator.Id, now);
            var key = await ApiKeyService.InsertAsync(connection, keys, administrator, environmentId: null, now, expiresAt: null);
            PrivateFile.Write(file, key.Text + "\n");
            transaction.Trail.Append(new AuditEvent { Time = now, Action = AuditActions.AdministratorRecover, Name = key.Id });
            await transaction.RaiseChangeCounterAsync();
        },
        authorisedUnder: null);
}
