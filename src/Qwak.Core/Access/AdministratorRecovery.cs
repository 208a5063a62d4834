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
    public static Task RunAsync(CommitQueue commits, ServiceKeys keys, CredentialRows rows, TimeProvider time, string file) => commits.ChangeAsync(
        async transaction =>
        {
            var (connection, now) = (transaction.Connection, StoreTime.Now(time));
            if (await PrincipalTable.FindByNameAsync(connection, FirstStart.AdministratorName) is not { } administrator)
            {
                administrator = new Principal(RandomId.New(), FirstStart.AdministratorName, PrincipalKind.User);
                await PrincipalTable.InsertAsync(connection, administrator, now);
            }

            await RoleAssignmentTable.SetAsync(connection, administrator.Id, Roles.AllEnvironments, Role.Admin);
            foreach (var old in (await ApiKeyTable.ListOfAsync(connection, administrator.Id)).Where(k => k.RevokedAt is null))
            {
                Revoked(AuditActions.ApiKeyRevoke, (await rows.RevokeAsync(connection, old, now)).Row);
            }

            foreach (var token in (await AccessTokenTable.ListAsync(connection)).Where(t => t.PrincipalId == administrator.Id && t.RevokedAt is null))
            {
                Revoked(AuditActions.AccessTokenRevoke, (await rows.RevokeAsync(connection, token, now)).Row);
            }

            var key = await ApiKeyService.InsertAsync(connection, keys, rows, administrator, environmentId: null, now, expiresAt: null);
            PrivateFile.Write(file, key.Text + "\n");
            transaction.Trail.Append(new AuditEvent { Time = now, Action = AuditActions.AdministratorRecover, Name = key.Id, Row = new RowRevision(key.Id, 1) });
            await transaction.RaiseChangeCounterAsync();

            void Revoked(string action, RowRevision row) =>
                transaction.Trail.Append(new AuditEvent { Time = now, Action = action, Name = row.Id, Row = row });
        },
        authorisedUnder: null);
}
