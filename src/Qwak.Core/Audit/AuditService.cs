using Qwak.Clients.Administration;
using Qwak.Core.Access;
using Qwak.Core.Storage;

namespace Qwak.Core.Audit;

/// <summary>Reading the audit trail. For administrators; a read of it is an event too.</summary>
internal sealed class AuditService(OperationPath path, Database database)
{
    public Task<Result<AuditEventRecord[]>> ListAsync(RequestContext context, AuditQuery query) =>
        path.ReadAsync<AuditEventRecord[]>(context, AuditActions.AuditList, async caller =>
            caller.Require(Operation.Audit) is { } refusal
                ? refusal
                : (await database.ReadAsync(connection => AuditEventTable.ListAsync(connection, query))).ToArray());
}
