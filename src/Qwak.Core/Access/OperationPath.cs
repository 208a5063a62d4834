using System.Data.Common;
using System.Diagnostics;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Environments;
using Qwak.Core.ModelBuilds;
using Qwak.Core.Secrets;
using Qwak.Core.Storage;
using Qwak.Core.Telemetry;

namespace Qwak.Core.Access;

/// <summary>
/// The one path of every operation: authorise, do it, commit the audit event with its true outcome, release the
/// result. The commit answers whether the change counter is still the one under which the operation was authorised;
/// if not, nothing was recorded or released, and it is authorised again.
/// </summary>
internal sealed class OperationPath(
    GrantCache grants, EnvironmentDirectory environments, OwnAddresses own, CommitQueue commits, RateLimit rates, Admission admission,
    AnonymousRefusals refusals, BuildRunners runners, OperationCounts counts, TimeProvider time)
{
    public static readonly Refusal Damaged = new(
        RefusalCode.IntegrityFailure,
        "What is stored failed its integrity check: it was altered, moved or damaged. Restore it from a backup, or set it again.");

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
        AuthorisedAsync(context, action, caller => CommitAsync(caller, action, operate));

    /// <summary>
    /// A change with a part that takes long, such as asking another machine. It is done first: everything else that commits would
    /// wait for it in the transaction. What it comes to is disposed of when that can be.
    /// </summary>
    public Task<Result<T>> ChangeAsync<T, TPrepared>(
        RequestContext context, string action, Func<Caller, Task<Answer<TPrepared>>> prepare, Func<TPrepared, StoreTransaction, Task<Answer<T>>> operate) =>
        AuthorisedAsync<T>(context, action, async caller =>
        {
            var prepared = await OperateAsync(caller, prepare);
            if (prepared.Result.Refusal is { } refusal)
            {
                return (await IsRecordedAsync(caller, action, prepared), refusal);
            }

            var value = prepared.Result.Value!;
            using var disposable = value as IDisposable;
            return await CommitAsync<T>(caller, action, (_, transaction) => operate(value, transaction));
        });

    /// <summary>What a credential may be offered; null when it is good for nothing.</summary>
    public async Task<Offers?> OffersAsync(RequestContext context)
    {
        try
        {
            return await CallerAsync(context) is { IsGood: true } caller ? Offers.Of(caller) : null;
        }
        catch (IntegrityException)
        {
            return null;
        }
    }

    /// <summary>Whether who was allowed something that takes long is still allowed it.</summary>
    public Task<bool> IsStillAllowedAsync(RequestContext context, Operation operation) =>
        IsStillAllowedAsync(context, caller => Task.FromResult(caller.Require(operation) is null));

    /// <inheritdoc cref="IsStillAllowedAsync(RequestContext, Operation)"/>
    /// <param name="context">Who goes on.</param>
    /// <param name="rule">What allowed it.</param>
    public async Task<bool> IsStillAllowedAsync(RequestContext context, Func<Caller, Task<bool>> rule)
    {
        try
        {
            return await CallerAsync(context) is { IsGood: true } caller && await rule(caller);
        }
        catch (IntegrityException)
        {
            return false;
        }
    }

    private async Task<(bool IsCurrent, Result<T> Result)> CommitAsync<T>(
        Caller caller, string action, Func<Caller, StoreTransaction, Task<Answer<T>>> operate)
    {
        Answer<T> answer = Refusal.Unauthenticated;
        var span = Activity.Current;
        using var waiting = Spans.BeginCommit();
        var isCurrent = await commits.ChangeAsync(
            async transaction =>
            {
                answer = await OperateAsync(caller, a => operate(a, transaction));
                var auditEvent = caller.Event(action, answer.Subject, answer.Result.Refusal);
                transaction.Trail.Append(auditEvent);
                if (waiting is not null)
                {
                    span?.Describe(auditEvent);
                }
            },
            caller.Grant.ChangeCounter);
        return (isCurrent, answer.Result);
    }

    /// <summary>Attempts the operation until what it was authorised under is still so when it is committed.</summary>
    private async Task<Result<T>> AuthorisedAsync<T>(
        RequestContext context, string action, Func<Caller, Task<(bool IsCurrent, Result<T> Result)>> attempt)
    {
        using var span = Spans.Begin(action, context.Origin.Door);
        if (!admission.TryEnter())
        {
            return Counted<T>(context, action, Admission.Overloaded);
        }

        try
        {
            for (var turn = 0; turn < MostTurns; turn++)
            {
                if (await CallerAsync(context) is not { } caller)
                {
                    return Counted<T>(context, action, RefuseRepeated(context, action) ?? await RefuseAsync(context, action, Refusal.Unauthenticated));
                }

                // Further turns are not the caller's doing.
                if (turn == 0 && (caller.IsGood ? rates.Refuse(caller.Grant.Principal.Id) : RefuseRepeated(context, action)) is { } limited)
                {
                    return Counted<T>(context, action, limited);
                }

                var (isCurrent, result) = await attempt(caller);
                if (isCurrent)
                {
                    return Counted(context, action, result);
                }
            }

            return Counted<T>(context, action, Refusal.Unavailable("Access is changing too quickly; try again."));
        }
        catch (StoreUnavailableException e)
        {
            return Counted<T>(context, action, Refusal.Unavailable(e.Message));
        }
        catch (IntegrityException)
        {
            return Counted<T>(context, action, RefuseRepeated(context, action) ?? await RefuseAsync(context, action, Damaged));
        }
        finally
        {
            admission.Leave();
        }
    }

    private Result<T> Counted<T>(RequestContext context, string action, Result<T> result)
    {
        counts.Add(context.Origin.Door, action, result.Refusal?.Code);
        return result;
    }

    /// <summary>Commits the event of a read. A value that will not be released is erased, not left to the collector.</summary>
    private async Task<bool> IsRecordedAsync<T>(Caller caller, string action, Answer<T> answer)
    {
        var isRecorded = false;
        try
        {
            var auditEvent = caller.Event(action, answer.Subject, answer.Result.Refusal);
            var span = Activity.Current;
            using var waiting = Spans.BeginCommit();
            if (waiting is not null)
            {
                span?.Describe(auditEvent);
            }

            return isRecorded = await RecordAsync(auditEvent, answer.Use, caller.Grant.ChangeCounter);
        }
        finally
        {
            if (!isRecorded)
            {
                (answer.Result.Value as IDisposable)?.Dispose();
            }
        }
    }

    private Task<bool> RecordAsync(AuditEvent auditEvent, SecretUse? use, long authorisedUnder) => use is null
        ? commits.AppendAsync(auditEvent, authorisedUnder)
        : commits.ChangeAsync(
            async transaction =>
            {
                await RecordAsync(transaction.Connection, use);
                transaction.Trail.Append(auditEvent);
            },
            authorisedUnder);

    private static Task RecordAsync(DbConnection connection, SecretUse use) => use switch
    {
        BuildUse build => ModelBuildSecretTable.RecordAsync(connection, build),
        SourceUse source => DataSourceUseTable.RecordAsync(connection, source),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private async Task<Answer<T>> OperateAsync<T>(Caller caller, Func<Caller, Task<Answer<T>>> operate)
    {
        if (!caller.IsGood)
        {
            return new(Refusal.Unauthenticated, new Subject(Outcome: caller.Grant.IsAltered ? QwakErrorCodes.IntegrityFailure : null));
        }

        if (!runners.IsServed(caller.Grant.BuildId))
        {
            return BuildRunners.Gone;
        }

        try
        {
            return await operate(caller);
        }
        catch (IntegrityException)
        {
            return Damaged;
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

    /// <summary>Refuses a credential that is tried again and again though it is dead: without an event of its own, but counted.</summary>
    private Refusal? RefuseRepeated(RequestContext context, string action)
    {
        if (rates.OfDeadCredential(context.Credential) is not { } wait)
        {
            return null;
        }

        refusals.Record(context.Origin.Address, action);
        return Refusal.Unauthenticated with { RetryAfter = wait };
    }

    /// <summary>
    /// Refuses before it is known who asks: a token of ours for a credential that the store does not have, as after a
    /// restore of an older backup, or rules that were tampered with.
    /// </summary>
    private async Task<Refusal> RefuseAsync(RequestContext context, string action, Refusal refusal)
    {
        var auditEvent = new AuditEvent
        {
            Time = StoreTime.Now(time),
            Credential = context.Credential,
            Action = action,
            Outcome = refusal.CodeText,
            Address = context.Origin.Address,
            RequestId = context.Origin.RequestId,
        };
        try
        {
            await commits.AppendAsync(auditEvent, authorisedUnder: null);
            return refusal;
        }
        catch (StoreUnavailableException e)
        {
            return Refusal.Unavailable(e.Message);
        }
    }
}
