using Qwak.Clients.Administration;
using Qwak.Core.Audit;
using Qwak.Core.Storage;

namespace Qwak.Core.Access;

/// <summary>Users, or service accounts: one of these for each kind. For administrators.</summary>
internal sealed class PrincipalService(OperationPath path, Database database, AccessSeal seal, CredentialRows credentials, PrincipalKind kind)
{
    private string Word => kind == PrincipalKind.User ? "user" : "service account";

    public Task<Result<PrincipalProperties[]>> ListAsync(RequestContext context) =>
        path.ReadAsync<PrincipalProperties[]>(context, Action(AuditActions.UserList, AuditActions.ServiceAccountList), async caller =>
            caller.RequireAdmin() is { } refusal
                ? refusal
                : (await database.ReadAsync(connection => PrincipalTable.ListAsync(connection, kind))).Select(Properties).ToArray());

    /// <summary>Makes one without any right; roles and policies give them.</summary>
    public Task<Result<PrincipalProperties>> CreateAsync(RequestContext context, string? name) =>
        path.ChangeAsync<PrincipalProperties>(
            context, Action(AuditActions.UserCreate, AuditActions.ServiceAccountCreate), async (caller, transaction) =>
            {
                var subject = new Subject(Name: PrincipalName.Recorded(name));
                if ((caller.RequireAdmin() ?? PrincipalName.Problem(name)) is { } refusal)
                {
                    return new(refusal, subject);
                }

                if (await PrincipalTable.FindByNameAsync(transaction.Connection, name!) is not null)
                {
                    return new(new Refusal(RefusalCode.AlreadyExists, "There is a user or service account of that name already."), subject);
                }

                var principal = new Principal(RandomId.New(), name!, kind);
                var row = await seal.ChangeAsync(transaction, connection => PrincipalTable.InsertAsync(connection, principal, caller.Now));
                return new(Properties(principal), subject with { Row = row });
            });

    /// <summary>Deletes one with their roles and memberships; their keys and tokens are revoked, from the commit on.</summary>
    public Task<Result<Done>> DeleteAsync(RequestContext context, string name) =>
        path.ChangeAsync<Done>(
            context, Action(AuditActions.UserDelete, AuditActions.ServiceAccountDelete), async (caller, transaction) =>
            {
                var subject = new Subject(Name: PrincipalName.Recorded(name));
                if ((caller.RequireAdmin() ?? PrincipalName.Problem(name)) is { } refusal)
                {
                    return new(refusal, subject);
                }

                var found = await PrincipalTable.FindByNameAsync(transaction.Connection, name);
                if (found?.Kind != kind)
                {
                    return new(new Refusal(RefusalCode.NotFound, $"There is no such {Word}."), subject);
                }

                if (await RoleService.IsLastAdministratorAsync(transaction.Connection, found, Roles.AllEnvironments))
                {
                    return new(RoleService.LastAdministrator, subject);
                }

                foreach (var revoked in await credentials.RevokeAllOfAsync(transaction.Connection, found.Id, caller.Now))
                {
                    transaction.Trail.Append(caller.Event(revoked.Action, new Subject(Name: revoked.Row.Id, Row: revoked.Row)));
                }

                var row = await seal.ChangeAsync(transaction, connection => PrincipalTable.DeleteAsync(connection, found.Id, caller.Now));
                return new(default(Done), subject with { Row = row });
            });

    private static PrincipalProperties Properties(Principal principal) => new(principal.Name, principal.Kind.Text());

    private string Action(string ofUser, string ofServiceAccount) => kind == PrincipalKind.User ? ofUser : ofServiceAccount;
}
