using System.Data.Common;
using DbUp.Builder;

namespace Qwak.Core.Storage;

/// <summary>What is particular to one database. The statements themselves are the tables' and run on both.</summary>
internal abstract class Dialect : IDisposable
{
    /// <summary>For messages: where the store is, without any credential.</summary>
    public abstract string Place { get; }

    /// <summary>What to do when it is not the right place.</summary>
    public abstract string Elsewhere { get; }

    /// <summary>Folder of the migrations under <c>Storage/Migrations</c>.</summary>
    public abstract string Migrations { get; }

    /// <summary>Begins the transaction of a group commit.</summary>
    public abstract string Begin { get; }

    /// <summary>Begins a transaction that sees one state of the store throughout.</summary>
    public abstract string BeginSnapshot { get; }

    /// <summary>Reads the change counter so that it stays what it is until the transaction ends.</summary>
    public abstract string HoldChangeCounter { get; }

    /// <summary>The one connection that writes; each commit on it is durable when it returns.</summary>
    public abstract DbConnection OpenWriter();

    /// <summary>A connection that only reads.</summary>
    public abstract DbConnection OpenReader();

    /// <summary>The same, for a use that must not block its thread while it waits for a connection.</summary>
    public virtual ValueTask<DbConnection> OpenReaderAsync() => ValueTask.FromResult(OpenReader());

    /// <summary>Whether readers are kept open between uses by us; otherwise the driver has a pool that knows broken ones.</summary>
    public abstract bool KeepsReaders { get; }

    /// <summary>Makes the database where that is ours to do, and tells whether what is there is a store of ours, or nothing.</summary>
    public abstract bool CreateOrRecognise();

    /// <summary>Whether all of the store is there, as far as the database itself would not notice.</summary>
    public virtual bool IsWhole() => true;

    public abstract UpgradeEngineBuilder Upgrade();

    /// <summary>Refuses a place where there is no store, without making one.</summary>
    /// <exception cref="StartupException">There is none.</exception>
    public abstract void RequireStore();

    /// <summary>Makes the log of builds a table of this connection, where it is not in the same database anyway.</summary>
    public virtual void AttachLogs(DbConnection connection)
    {
    }

    /// <summary>Whether the same transaction may pass when it is run again: it met another process's, and nothing of it happened.</summary>
    public abstract bool IsConflict(DbException fault);

    public abstract void Dispose();

    protected static long Scalar(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    protected static void Execute(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
