using Qwak.Clients.Administration;
using Qwak.Core.Access;
using Qwak.Core.Storage;

namespace Qwak.Core.Audit;

/// <summary>Reading the audit trail. For administrators; a read of it is an event too.</summary>
internal sealed class AuditService(OperationPath path, Database database)
{
    public Task<Result<AuditPage>> ListAsync(RequestContext context, AuditQuery query) =>
        path.ReadAsync<AuditPage>(context, AuditActions.AuditList, async caller =>
        {
            if (caller.Require(Operation.Audit) is { } refusal)
            {
                return refusal;
            }

            // One more than asked for tells whether there is another page.
            var events = await database.ReadAsync(connection => AuditEventTable.ListAsync(connection, query with { Limit = query.Limit + 1 }));
            return new AuditPage([.. events.Take(query.Limit)], events.Count > query.Limit);
        });
}

/// <summary>One page of events, newest first.</summary>
internal sealed record AuditPage(IReadOnlyList<AuditEventRecord> Items, bool HasMore);
