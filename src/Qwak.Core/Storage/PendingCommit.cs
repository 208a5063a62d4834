using System.Data.Common;
using Qwak.Core.Audit;

namespace Qwak.Core.Storage;

/// <summary>One member of a group commit: what to do in the transaction, and whom to tell afterwards.</summary>
internal abstract class PendingCommit(long? authorisedUnder)
{
    // Goes on where it is completed: that is never the writer's loop, see CommitQueue.Release.
    private readonly TaskCompletionSource<bool> _done = new();
    private Exception? _failure;
    private bool _isStale;

    /// <summary>True when it was committed; false when the change counter had moved, so that it must be authorised again.</summary>
    public Task<bool> Done => _done.Task;

    /// <summary>Whether it changes more than the audit trail.</summary>
    public abstract bool IsChange { get; }

    /// <summary>The fault of this member alone; null when it has none.</summary>
    public Exception? Fault => _failure;

    public async Task ApplyAsync(StoreTransaction transaction)
    {
        _failure = null;
        _isStale = authorisedUnder is { } counter && counter != transaction.ChangeCounter;
        if (_isStale)
        {
            return;
        }

        if (!IsChange)
        {
            await WorkAsync(transaction);
            return;
        }

        try
        {
            await transaction.InSavepointAsync(() => WorkAsync(transaction));
        }
        catch (ChangeFailedException e)
        {
            _failure = e.InnerException is DbException cause ? new StoreUnavailableException("The store cannot be written.", cause) : e.InnerException;
        }
    }

    public void Committed()
    {
        if (_failure is not null)
        {
            _done.SetException(_failure);
        }
        else
        {
            _done.SetResult(!_isStale);
        }
    }

    public void Failed(Exception reason) => _done.TrySetException(reason);

    protected abstract Task WorkAsync(StoreTransaction transaction);
}

/// <summary>A read's event, or another event that changes nothing else.</summary>
internal sealed class PendingEvent(AuditEvent auditEvent, long? authorisedUnder) : PendingCommit(authorisedUnder)
{
    public override bool IsChange => false;

    protected override Task WorkAsync(StoreTransaction transaction)
    {
        transaction.Trail.Append(auditEvent);
        return Task.CompletedTask;
    }
}

/// <summary>A change with whatever it appends to the audit trail.</summary>
internal sealed class PendingChange(Func<StoreTransaction, Task> change, long? authorisedUnder) : PendingCommit(authorisedUnder)
{
    public override bool IsChange => true;

    protected override Task WorkAsync(StoreTransaction transaction) => change(transaction);
}

/// <summary>Marks a fault of one change, which its neighbours in the group do not share.</summary>
internal sealed class ChangeFailedException(Exception cause) : Exception(cause.Message, cause);
