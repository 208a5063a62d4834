using Qwak.Clients.Administration;
using Qwak.Core.Audit;
using Qwak.Core.Storage;

namespace Qwak.Core.Access;

/// <summary>Groups of users and service accounts, which policies name as <c>group:NAME</c>. For administrators.</summary>
internal sealed class GroupService(OperationPath path, Database database, AccessSeal seal)
{
    private static readonly Refusal NoGroup = new(RefusalCode.NotFound, "There is no such group.");

    public Task<Result<GroupProperties[]>> ListAsync(RequestContext context) =>
        path.ReadAsync<GroupProperties[]>(context, AuditActions.GroupList, async caller =>
        {
            if (caller.RequireAdmin() is { } refusal)
            {
                return refusal;
            }

            var rows = await database.ReadAsync(GroupTable.ListAsync);
            return rows.GroupBy(row => row.Name)
                .Select(group => new GroupProperties(group.Key, [.. group.Select(row => row.Member).OfType<string>()])).ToArray();
        });

    public Task<Result<GroupProperties>> CreateAsync(RequestContext context, string? name) =>
        path.ChangeAsync<GroupProperties>(context, AuditActions.GroupCreate, async (caller, transaction) =>
        {
            var subject = new Subject(Name: PrincipalName.Recorded(name));
            if ((caller.RequireAdmin() ?? PrincipalName.Problem(name)) is { } refusal)
            {
                return new(refusal, subject);
            }

            if (await GroupTable.FindAsync(transaction.Connection, name!) is not null)
            {
                return new(new Refusal(RefusalCode.AlreadyExists, "There is a group of that name already."), subject);
            }

            var row = await seal.ChangeAsync(transaction, connection => GroupTable.InsertAsync(connection, name!, caller.Now));
            return new(new GroupProperties(name!, []), subject with { Row = row });
        });

    public Task<Result<Done>> DeleteAsync(RequestContext context, string name) =>
        path.ChangeAsync<Done>(context, AuditActions.GroupDelete, async (caller, transaction) =>
        {
            var subject = new Subject(Name: PrincipalName.Recorded(name));
            if ((caller.RequireAdmin() ?? PrincipalName.Problem(name)) is { } refusal)
            {
                return new(refusal, subject);
            }

            if (await GroupTable.FindAsync(transaction.Connection, name) is not { } id)
            {
                return new(NoGroup, subject);
            }

            var row = await seal.ChangeAsync(transaction, connection => GroupTable.DeleteAsync(connection, id));
            return new(default(Done), subject with { Row = row });
        });

    /// <summary>Takes a principal into a group; one who is in it already stays.</summary>
    public Task<Result<GroupProperties>> AddMemberAsync(RequestContext context, string name, string member) =>
        ChangeMemberAsync(context, AuditActions.GroupMemberAdd, name, member, isAdded: true);

    public Task<Result<GroupProperties>> RemoveMemberAsync(RequestContext context, string name, string member) =>
        ChangeMemberAsync(context, AuditActions.GroupMemberRemove, name, member, isAdded: false);

    private Task<Result<GroupProperties>> ChangeMemberAsync(RequestContext context, string action, string name, string member, bool isAdded) =>
        path.ChangeAsync<GroupProperties>(context, action, async (caller, transaction) =>
        {
            // '/' is in neither name.
            var subject = new Subject(Name: $"{PrincipalName.Recorded(name)}/{PrincipalName.Recorded(member)}");
            if ((caller.RequireAdmin() ?? PrincipalName.Problem(name) ?? PrincipalName.Problem(member)) is { } refusal)
            {
                return new(refusal, subject);
            }

            if (await GroupTable.FindAsync(transaction.Connection, name) is not { } id)
            {
                return new(NoGroup, subject);
            }

            if (await PrincipalTable.FindByNameAsync(transaction.Connection, member) is not { } principal)
            {
                return new(new Refusal(RefusalCode.NotFound, "There is no such user or service account."), subject);
            }

            var isMember = await GroupTable.HasMemberAsync(transaction.Connection, id, principal.Id);
            if (isMember != isAdded)
            {
                subject = subject with
                {
                    Row = await seal.ChangeAsync(transaction, connection => isAdded
                        ? GroupTable.AddMemberAsync(connection, id, principal.Id)
                        : GroupTable.RemoveMemberAsync(connection, id, principal.Id)),
                };
            }
            else if (!isAdded)
            {
                return new(new Refusal(RefusalCode.NotFound, "They are not in the group."), subject);
            }

            var members = (await GroupTable.ListAsync(transaction.Connection)).Where(row => row.Name == name).Select(row => row.Member).OfType<string>();
            return new(new GroupProperties(name, [.. members]), subject);
        });
}
