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
    public static Task RunAsync(
        CommitQueue commits, ServiceKeys keys, CredentialRows rows, AccessSeal seal, TimeProvider time, string file) => commits.ChangeAsync(
        async transaction =>
        {
            var (connection, now) = (transaction.Connection, StoreTime.Now(time));
            if (await PrincipalTable.FindByNameAsync(connection, FirstStart.AdministratorName) is not { } administrator)
            {
                await PrincipalTable.InsertAsync(
                    connection, new Principal(RandomId.New(), FirstStart.AdministratorName, PrincipalKind.User), now);
                administrator = (await PrincipalTable.FindByNameAsync(connection, FirstStart.AdministratorName))!;
            }

            await RoleAssignmentTable.SetAsync(connection, administrator.Id, Roles.AllEnvironments, Role.Admin);
            foreach (var revoked in await rows.RevokeAllOfAsync(connection, administrator.Id, now))
            {
                transaction.Trail.Append(new AuditEvent { Time = now, Action = revoked.Action, Name = revoked.Row.Id, Row = revoked.Row });
            }

            var key = await ApiKeyService.InsertAsync(connection, keys, rows, administrator, environmentId: null, now, expiresAt: null);
            PrivateFile.Write(file, key.Text + "\n");
            transaction.Trail.Append(new AuditEvent
            {
                Time = now, Action = AuditActions.AdministratorRecover, Name = key.Id, Row = new RowRevision(key.Id, 1),
            });

            // Whoever has the store and the seal's key answers for what says who may do what, also where it was tampered with.
            transaction.Trail.Append(new AuditEvent { Time = now, Action = AuditActions.AccessSeal, Row = await seal.SealAsync(transaction) });
        },
        authorisedUnder: null);
}
