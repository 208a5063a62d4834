using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Environments;
using Qwak.Core.Storage;

namespace Qwak.Core.Access;

/// <summary>
/// The one path of every operation: authorise, do it, commit the audit event with its true outcome, release the
/// result. The commit answers whether the change counter is still the one under which the operation was authorised;
/// if not, nothing was recorded or released, and it is authorised again.
/// </summary>
internal sealed class OperationPath(
    GrantCache grants, EnvironmentDirectory environments, OwnAddresses own, CommitQueue commits, Admission admission, TimeProvider time)
{
    // Each turn needs a change of access committed in between; so many in a row means something is wrong.
    public const int MostTurns = 100;

    /// <summary>An operation that changes nothing but the audit trail.</summary>
    public Task<Result<T>> ReadAsync<T>(RequestContext context, string action, Func<Caller, Task<Answer<T>>> operate) =>
        AuthorisedAsync<T>(context, action, async caller =>
        {
            var answer = await OperateAsync(caller, operate);
            return (await IsRecordedAsync(caller, action, answer), answer.Result);
        });

    /// <summary>An operation that changes the store: it and its audit event share one transaction.</summary>
    public Task<Result<T>> ChangeAsync<T>(
        RequestContext context, string action, Func<Caller, StoreTransaction, Task<Answer<T>>> operate) =>
        AuthorisedAsync<T>(context, action, async caller =>
        {
            Answer<T> answer = Refusal.Unauthenticated;
            var isCurrent = await commits.ChangeAsync(
                async transaction =>
                {
                    answer = await OperateAsync(caller, a => operate(a, transaction));
                    transaction.Trail.Append(Event(caller, action, answer));
                },
                caller.Grant.ChangeCounter);
            return (isCurrent, answer.Result);
        });

    /// <summary>Attempts the operation until what it was authorised under is still so when it is committed.</summary>
    private async Task<Result<T>> AuthorisedAsync<T>(
        RequestContext context, string action, Func<Caller, Task<(bool IsCurrent, Result<T> Result)>> attempt)
    {
        if (!admission.TryEnter())
        {
            return Admission.Overloaded;
        }

        try
        {
            for (var turn = 0; turn < MostTurns; turn++)
            {
                if (await CallerAsync(context) is not { } caller)
                {
                    return await UnknownCredentialAsync(context, action);
                }

                var (isCurrent, result) = await attempt(caller);
                if (isCurrent)
                {
                    return result;
                }
            }

            return Refusal.Unavailable("Access is changing too quickly; try again.");
        }
        catch (StoreUnavailableException e)
        {
            return Refusal.Unavailable(e.Message);
        }
        finally
        {
            admission.Leave();
        }
    }

    /// <summary>Commits the event of a read. A value that will not be released is erased, not left to the collector.</summary>
    private async Task<bool> IsRecordedAsync<T>(Caller caller, string action, Answer<T> answer)
    {
        var isRecorded = false;
        try
        {
            return isRecorded = await commits.AppendAsync(Event(caller, action, answer), caller.Grant.ChangeCounter);
        }
        finally
        {
            if (!isRecorded)
            {
                (answer.Result.Value as IDisposable)?.Dispose();
            }
        }
    }

    private static async Task<Answer<T>> OperateAsync<T>(Caller caller, Func<Caller, Task<Answer<T>>> operate)
    {
        if (!caller.IsGood)
        {
            return Refusal.Unauthenticated;
        }

        try
        {
            return await operate(caller);
        }
        catch (IntegrityException)
        {
            return new Refusal(
                RefusalCode.IntegrityFailure,
                "What is stored failed its integrity check: it was altered, moved or damaged. Restore it from a backup, or set it again.");
        }
    }

    private async ValueTask<Caller?> CallerAsync(RequestContext context)
    {
        var (counter, all) = await environments.AllAsync();
        if (await grants.FindAsync(context.Credential) is not { } grant)
        {
            return null;
        }

        // The two are read a moment apart: what is decided by them is decided under the older one.
        var asOfBoth = counter < grant.ChangeCounter ? grant with { ChangeCounter = counter } : grant;
        return new Caller(asOfBoth, context.Origin, all, own, StoreTime.Now(time));
    }

    /// <summary>A token of ours for a credential that the store does not have, as after a restore of an older backup.</summary>
    private async Task<Refusal> UnknownCredentialAsync(RequestContext context, string action)
    {
        var auditEvent = new AuditEvent
        {
            Time = StoreTime.Now(time),
            Credential = context.Credential,
            Action = action,
            Outcome = Refusal.Unauthenticated.CodeText,
            Address = context.Origin.Address,
            RequestId = context.Origin.RequestId,
        };
        await commits.AppendAsync(auditEvent, authorisedUnder: null);
        return Refusal.Unauthenticated;
    }

    private static AuditEvent Event<T>(Caller caller, string action, Answer<T> answer) => new()
    {
        Time = caller.Now,
        PrincipalId = caller.Grant.Principal.Id,
        Principal = caller.Grant.Principal.Name,
        Credential = caller.Grant.Credential,
        Action = action,
        Environment = answer.Subject.Environment,
        Name = answer.Subject.Name,
        Version = answer.Subject.Version,
        Outcome = answer.Subject.Outcome ?? answer.Result.Refusal?.CodeText ?? AuditEvent.Succeeded,
        Address = caller.Origin.Address,
        RequestId = caller.Origin.RequestId,
        Row = answer.Subject.Row,
    };
}
