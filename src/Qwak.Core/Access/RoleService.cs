using System.Data.Common;
using Qwak.Clients.Administration;
using Qwak.Core.Audit;
using Qwak.Core.Storage;

namespace Qwak.Core.Access;

/// <summary>Who has which role where. For administrators.</summary>
internal sealed class RoleService(OperationPath path, Database database, AccessSeal seal, Users users)
{
    private static readonly Refusal NoRole = new(RefusalCode.NotFound, "The user has no role there.");

    public static readonly Refusal LastAdministrator = new(
        RefusalCode.InvalidValue, "This is the last administrator of all environments; make another one first.");

    /// <summary>Gives a user the role in an environment (<c>*</c>: all), in place of the one they had there. A user who does not exist is made.</summary>
    public Task<Result<RoleAssignment>> GrantAsync(RequestContext context, string user, string environment, string? role) =>
        path.ChangeAsync<RoleAssignment>(context, AuditActions.RoleGrant, async (caller, transaction) =>
        {
            var subject = new Subject(caller.RecordedPlace(environment), PrincipalName.Recorded(user));
            if ((caller.RequireAdmin() ?? PrincipalName.Problem(user)) is { } refusal)
            {
                return new(refusal, subject);
            }

            var (place, parsed) = (caller.FindEnvironment(environment), Roles.Parse(role));
            if ((place.Refusal ?? parsed.Refusal) is { } wrong)
            {
                return new(wrong, subject);
            }

            var connection = transaction.Connection;
            var principal = await users.FindOrCreateAsync(transaction, caller, user, place.Value!, role);
            if (parsed.Value != Role.Admin && await IsLastAdministratorAsync(connection, principal.Value!, place.Value!))
            {
                return new(LastAdministrator, subject);
            }

            var row = await seal.ChangeAsync(transaction, rules => RoleAssignmentTable.SetAsync(rules, principal.Value!.Id, place.Value!, parsed.Value));
            return new(new RoleAssignment(user, subject.Environment!, parsed.Value.Text()), subject with { Row = row });
        });

    public Task<Result<Done>> RevokeAsync(RequestContext context, string user, string environment) =>
        path.ChangeAsync<Done>(context, AuditActions.RoleRevoke, async (caller, transaction) =>
        {
            var subject = new Subject(caller.RecordedPlace(environment), PrincipalName.Recorded(user));
            if ((caller.RequireAdmin() ?? PrincipalName.Problem(user)) is { } refusal)
            {
                return new(refusal, subject);
            }

            var place = caller.FindEnvironment(environment);
            if (place.IsRefused)
            {
                return new(place.Refusal, subject);
            }

            var connection = transaction.Connection;
            if (await PrincipalTable.FindByNameAsync(connection, user) is not { } principal)
            {
                return new(NoRole, subject);
            }

            if (await IsLastAdministratorAsync(connection, principal, place.Value))
            {
                return new(LastAdministrator, subject);
            }

            if (!await RoleAssignmentTable.IsThereAsync(connection, principal.Id, place.Value))
            {
                return new(NoRole, subject);
            }

            var row = await seal.ChangeAsync(transaction, rules => RoleAssignmentTable.DeleteAsync(rules, principal.Id, place.Value));
            return new(default(Done), subject with { Row = row });
        });

    public Task<Result<RoleAssignment[]>> ListAsync(RequestContext context) =>
        path.ReadAsync<RoleAssignment[]>(context, AuditActions.RoleList, async caller =>
        {
            if (caller.RequireAdmin() is { } refusal)
            {
                return refusal;
            }

            var all = await database.ReadAsync(RoleAssignmentTable.ListAsync);
            return all.Select(r =>
                new RoleAssignment(r.User, caller.PlaceName(r.EnvironmentId) ?? r.EnvironmentId, r.Role)).ToArray();
        });

    public static async Task<bool> IsLastAdministratorAsync(DbConnection connection, Principal principal, string environmentId) =>
        environmentId == Roles.AllEnvironments
        && await RoleAssignmentTable.AdministratorsAsync(connection) is [var only] && only == principal.Id;
}
