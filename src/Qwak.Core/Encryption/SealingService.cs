using Qwak.Core.Access;
using Qwak.Core.Audit;

namespace Qwak.Core.Encryption;

/// <summary>
/// Who may seal the service in an emergency, and unseal it: its events. What they are of, closing the store with all its
/// keys and opening it again, is the process's.
/// </summary>
internal sealed class SealingService(OperationPath path)
{
    public Task<Result<Done>> SealAsync(RequestContext context) => RecordAsync(context, AuditActions.ServiceSeal);

    public Task<Result<Done>> UnsealAsync(RequestContext context) => RecordAsync(context, AuditActions.ServiceUnseal);

    private Task<Result<Done>> RecordAsync(RequestContext context, string action) => path.ReadAsync<Done>(
        context, action, caller => Task.FromResult<Answer<Done>>(caller.RequireAdmin() is { } refusal ? refusal : default(Done)));
}
