using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Dapper;
using Microsoft.Extensions.Logging;
using Qwak.Core.Audit;
using Qwak.Core.Telemetry;

namespace Qwak.Core.Storage;

/// <summary>
/// Group commit: the events of reads and all changes go through one queue to one writer, which puts what has
/// gathered into one transaction and makes it durable with one flush. Nothing is acknowledged before its commit.
/// After a failure the connection is dropped and everything is read anew from the store, so that nothing is assumed
/// about a commit whose outcome is unknown.
/// </summary>
internal sealed class CommitQueue : IAsyncDisposable
{
    /// <summary>Most members waiting; beyond it the service is unavailable for a moment rather than slow for ever.</summary>
    private const int Capacity = 8192;

    private const int LargestGroup = 1024;

    private const int ReleasedTogether = 16;

    /// <summary>How often a group is run when it meets other processes' transactions.</summary>
    private const int MostTurns = 5;

    private readonly Database _database;
    private readonly string _writerName;
    private readonly AuditFile? _file;
    private readonly StoreTelemetry _telemetry;
    private readonly ILogger _logger;
    private readonly Channel<PendingCommit> _queue =
        Channel.CreateBounded<PendingCommit>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    private readonly Task _loop;
    private Writer? _writer;
    private long _changeCounter;
    private string? _failure;
    private bool _isFileFailing;
    private string? _held;

    private CommitQueue(Database database, string writerName, AuditFile? file, StoreTelemetry telemetry, ILogger logger)
    {
        (_database, _writerName, _file, _telemetry, _logger) = (database, writerName, file, telemetry, logger);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>The change counter of the last commit.</summary>
    public long ChangeCounter => Volatile.Read(ref _changeCounter);

    /// <summary>Why events and changes could not be made durable the last time; null when all is well.</summary>
    public string? Failure => _held ?? _failure;

    /// <summary>Whether it is the audit file that cannot be written, rather than the store.</summary>
    public bool IsFileFailing => _failure is not null && _isFileFailing;

    /// <summary>Whether everything is refused until an operator has decided: see <see cref="Hold"/>.</summary>
    public bool IsHeld => _held is not null;

    /// <summary>Number of group commits since the start.</summary>
    public long Commits { get; private set; }

    /// <summary>Number of groups that could not be committed since the start.</summary>
    public long Failures { get; private set; }

    /// <summary>How many wait for the next group.</summary>
    public int Length => _queue.Reader.Count;

    /// <param name="database">Where to write.</param>
    /// <param name="writerName">Name of this process's audit chain.</param>
    /// <param name="file">The copy of the chain in a file; null for none.</param>
    /// <param name="telemetry">Told how long commits take.</param>
    /// <param name="logger">Told of what fails.</param>
    public static async Task<CommitQueue> StartAsync(
        Database database, string writerName, AuditFile? file, StoreTelemetry telemetry, ILogger logger)
    {
        var queue = new CommitQueue(database, writerName, file, telemetry, logger);
        await queue.ChangeAsync(_ => Task.CompletedTask, authorisedUnder: null);
        return queue;
    }

    /// <summary>Makes an event durable. False when the change counter is not <paramref name="authorisedUnder"/> any more.</summary>
    /// <exception cref="StoreUnavailableException">It could not be made durable.</exception>
    public Task<bool> AppendAsync(AuditEvent auditEvent, long? authorisedUnder) =>
        EnqueueAsync(new PendingEvent(auditEvent, authorisedUnder));

    /// <summary>Makes a change durable. False when the change counter is not <paramref name="authorisedUnder"/> any more.</summary>
    /// <exception cref="StoreUnavailableException">It could not be made durable.</exception>
    public Task<bool> ChangeAsync(Func<StoreTransaction, Task> change, long? authorisedUnder) =>
        EnqueueAsync(new PendingChange(change, authorisedUnder));

    /// <summary>Refuses everything from now on. Since nothing is released that is not recorded, every door is shut by it.</summary>
    public void Hold(string reason) => _held = reason;

    /// <summary>Commits what waits, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_queue.Writer.TryComplete())
        {
            await _loop;
            _writer?.Dispose();
            _file?.Dispose();
        }
    }

    private Task<bool> EnqueueAsync(PendingCommit pending)
    {
        if (_held is { } reason)
        {
            return Task.FromException<bool>(new StoreUnavailableException(reason));
        }

        return _queue.Writer.TryWrite(pending)
            ? pending.Done
            : Task.FromException<bool>(new StoreUnavailableException("The service is overloaded or stopping."));
    }

    private async Task RunAsync()
    {
        var group = new List<PendingCommit>(LargestGroup);
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (group.Count < LargestGroup && _queue.Reader.TryRead(out var pending))
            {
                group.Add(pending);
            }

            await CommitAsync(group);
            group.Clear();
        }
    }

    private async Task CommitAsync(List<PendingCommit> group)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            _writer ??= await Writer.OpenAsync(_database, _writerName);

            // Before: while the file cannot take what is committed already, nothing more is. After: nothing is released
            // that the file has not.
            await _writer.CatchUpAsync(_file);
            var (counter, wroteEvents) = await _writer.CommitAsync(group);
            await _writer.CatchUpAsync(_file);
            Volatile.Write(ref _changeCounter, counter);
            Commits++;
            _telemetry.CommitDuration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);
            if (wroteEvents)
            {
                // A group that wrote nothing commits on a full disk too, and proves nothing.
                _failure = null;
            }
        }
        catch (Exception e)
        {
            _writer?.Dispose();
            _writer = null;
            Failures++;
            _isFileFailing = e is AuditFileException;
            var what = _isFileFailing ? "The audit file cannot be written" : "The store cannot be written";
            _failure = $"{what}: {e.Message}";
            Log.CommitFailed(_logger, group.Count, e);
            Release(group, pending => pending.Failed(new StoreUnavailableException($"{what}.", e)));
            return;
        }

        foreach (var pending in group)
        {
            if (pending.Fault is StoreUnavailableException fault)
            {
                Log.ChangeFailed(_logger, fault);
            }
        }

        Release(group, pending => pending.Committed());
    }

    /// <summary>
    /// Tells the members, whose operations go on where they are told: several in one work item, since waking a thread for
    /// each would cost more than what most have left to do.
    /// </summary>
    private static void Release(List<PendingCommit> group, Action<PendingCommit> tell)
    {
        foreach (var some in group.Chunk(ReleasedTogether))
        {
            ThreadPool.UnsafeQueueUserWorkItem(static work => Array.ForEach(work.some, work.tell), (some, tell), preferLocal: false);
        }
    }

    /// <summary>The one writing connection and its audit chain.</summary>
    private sealed class Writer(Dialect dialect, StoreConnection store, AuditTrail trail) : IDisposable
    {
        private readonly string _begin = $"{dialect.Begin}; {dialect.HoldChangeCounter}";

        public static async Task<Writer> OpenAsync(Database database, string writerName)
        {
            var store = new StoreConnection(database.OpenWriter());
            try
            {
                return new Writer(database.Dialect, store, await AuditTrail.OpenAsync(store, writerName));
            }
            catch
            {
                store.Dispose();
                throw;
            }
        }

        /// <returns>The change counter as committed, and whether events were written.</returns>
        public async Task<(long ChangeCounter, bool WroteEvents)> CommitAsync(List<PendingCommit> group)
        {
            for (var turn = 1; ; turn++)
            {
                try
                {
                    return await CommitOnceAsync(group);
                }
                catch (DbException e) when (dialect.IsConflict(e) && turn < MostTurns)
                {
                    await store.Connection.ExecuteAsync("ROLLBACK TRANSACTION");
                }
            }
        }

        private async Task<(long ChangeCounter, bool WroteEvents)> CommitOnceAsync(List<PendingCommit> group)
        {
            try
            {
                var counter = Convert.ToInt64(
                    await store.Prepared(_begin).ExecuteScalarAsync(), CultureInfo.InvariantCulture);
                var transaction = new StoreTransaction(dialect, store, trail, counter);
                var before = trail.Mark();

                // Events first: what was authorised under the counter of the last commit passes, whatever the changes
                // behind it do. All of them are concurrent, so any order is right.
                foreach (var pending in group.Where(pending => !pending.IsChange).Concat(group.Where(pending => pending.IsChange)))
                {
                    await pending.ApplyAsync(transaction);
                }

                await trail.CommitAsync();
                return (transaction.ChangeCounter, trail.Mark() != before);
            }
            catch
            {
                trail.RolledBack();
                throw;
            }
        }

        public ValueTask CatchUpAsync(AuditFile? file) => file?.CatchUpAsync(store.Connection, trail.Mark()) ?? ValueTask.CompletedTask;

        public void Dispose() => store.Dispose();
    }
}
