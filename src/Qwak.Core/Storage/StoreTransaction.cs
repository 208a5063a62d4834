using System.Data.Common;
using System.Runtime.ExceptionServices;
using Dapper;
using Qwak.Core.Audit;

namespace Qwak.Core.Storage;

/// <summary>The open transaction of a group commit, as the changes in it see it.</summary>
internal sealed class StoreTransaction(Dialect dialect, StoreConnection store, AuditTrail trail, long changeCounter)
{
    public DbConnection Connection => store.Connection;

    /// <summary>The same connection with its prepared statements.</summary>
    public StoreConnection Store => store;

    public AuditTrail Trail => trail;

    /// <summary>The store's change counter as of now, raises of this transaction included.</summary>
    public long ChangeCounter { get; private set; } = changeCounter;

    /// <summary>Says that who may do what has changed: whatever was authorised before is authorised again.</summary>
    public async Task RaiseChangeCounterAsync()
    {
        await ChangeCounterTable.RaiseAsync(Connection);
        ChangeCounter++;
    }

    /// <summary>Runs a change so that, when it throws, nothing of it stays while its neighbours do.</summary>
    /// <exception cref="ChangeFailedException">It threw, and was taken back.</exception>
    public async Task InSavepointAsync(Func<Task> change)
    {
        var (mark, counter) = (trail.Mark(), ChangeCounter);
        await Connection.ExecuteAsync("SAVEPOINT change");
        try
        {
            await change();
        }
        catch (Exception e) when (e is not DbException fault || !dialect.IsConflict(fault))
        {
            await TakeBackAsync(e);
            trail.ReturnTo(mark);
            ChangeCounter = counter;
            throw new ChangeFailedException(e);
        }

        await Connection.ExecuteAsync("RELEASE SAVEPOINT change");
    }

    // Throws when the database itself gave up the transaction (a full disk, say): then the whole group fails, and health
    // tells the cause, not that there was no transaction left to take back.
    private async Task TakeBackAsync(Exception cause)
    {
        try
        {
            await Connection.ExecuteAsync("ROLLBACK TO SAVEPOINT change");
            await Connection.ExecuteAsync("RELEASE SAVEPOINT change");
        }
        catch (DbException) when (cause is DbException)
        {
            ExceptionDispatchInfo.Throw(cause);
        }
    }
}
