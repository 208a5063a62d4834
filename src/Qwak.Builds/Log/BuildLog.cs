using System.Diagnostics;
using System.Threading.Channels;
using Qwak.Clients.Connection;
using Qwak.Clients.ModelBuilds;
using Qwak.Wire.Builds;

namespace Qwak.Builds.Log;

/// <summary>
/// A build's log on its way to the service: redacted output of both streams, in order, in numbered chunks. What is not
/// stored yet is kept, so that a lost connection loses nothing; when too much waits, the build waits too.
/// </summary>
internal sealed class BuildLog : IAsyncDisposable
{
    private const int MostWaiting = 128;
    private const int ChunkBytes = 128 * 1024;
    private const int FullEnough = 32 * 1024;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);

    private readonly Channel<LogEntry> _entries =
        Channel.CreateBounded<LogEntry>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    private readonly QwakConnection _connection;
    private readonly string _buildId;
    private readonly CancellationTokenSource _giveUp;
    private readonly Task _shipping;
    private LogStream? _stream;

    /// <param name="connection">The runner's own.</param>
    /// <param name="buildId">The build.</param>
    /// <param name="lost">When nobody takes the log any more.</param>
    public BuildLog(QwakConnection connection, string buildId, CancellationToken lost)
    {
        (_connection, _buildId) = (connection, buildId);
        _giveUp = CancellationTokenSource.CreateLinkedTokenSource(lost);
        _shipping = Task.Run(ShipAsync, CancellationToken.None);
    }

    /// <summary>Whether all of the log is stored at the service; known when it is completed.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Where a redacted output of the build is written to.</summary>
    /// <param name="isError">Whether it is standard error.</param>
    /// <param name="terminal">Where it is shown, too.</param>
    public LogSink Sink(bool isError, BuildTerminal terminal) => new(isError, terminal, AddAsync);

    /// <summary>Waits until all of the log is stored.</summary>
    public async Task CompleteAsync()
    {
        _entries.Writer.TryComplete();
        await _shipping.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _giveUp.CancelAsync().ConfigureAwait(false);
        await CompleteAsync().ConfigureAwait(false);
        _giveUp.Dispose();
    }

    private async ValueTask AddAsync(LogEntry entry)
    {
        try
        {
            await _entries.Writer.WriteAsync(entry, _giveUp.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            // Nobody takes the log any more: the build is lost, and ends.
        }
    }

    private async Task ShipAsync()
    {
        try
        {
            for (long sequence = 1; await NextAsync(sequence).ConfigureAwait(false) is { } chunk; sequence++)
            {
                await DeliverAsync(chunk).ConfigureAwait(false);
            }

            IsComplete = true;
        }
        catch (Exception e) when (e is OperationCanceledException or QwakException)
        {
            // The service refuses the log, or the build is lost: the summary says that it is incomplete.
        }
        finally
        {
            _stream?.Dispose();
            if (!IsComplete)
            {
                // Whatever ended it: the build must not wait for one who takes nothing any more.
                await _giveUp.CancelAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Sends a chunk until it is stored, on a new connection when the old one is broken.</summary>
    private async Task DeliverAsync(LogChunk chunk)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await PassingFailures.AttemptAsync(limit => SendAsync(chunk, limit), _giveUp.Token).ConfigureAwait(false);
                return;
            }
            catch (QwakException e) when (
                e.IsAbsence() || (e.IsPassing() && Stopwatch.GetElapsedTime(began) < PassingFailures.Patience))
            {
                _stream?.Dispose();
                _stream = null;
                await Task.Delay(PassingFailures.Pause, _giveUp.Token).ConfigureAwait(false);
            }
        }
    }

    private async Task SendAsync(LogChunk chunk, CancellationToken cancellationToken)
    {
        _stream ??= await LogStream.OpenAsync(_connection, _buildId, cancellationToken).ConfigureAwait(false);
        if (_stream.Position < chunk.Sequence)
        {
            await _stream.SendAsync(chunk, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<LogChunk?> NextAsync(long sequence)
    {
        if (!await _entries.Reader.WaitToReadAsync(_giveUp.Token).ConfigureAwait(false))
        {
            return null;
        }

        var chunk = new LogChunk { BuildId = _buildId, Sequence = sequence };
        var size = Fill(chunk, 0);
        if (size < FullEnough)
        {
            await Task.Delay(Gathering, _giveUp.Token).ConfigureAwait(false);
            Fill(chunk, size);
        }

        return chunk;
    }

    private int Fill(LogChunk chunk, int size)
    {
        while (size < ChunkBytes && _entries.Reader.TryRead(out var entry))
        {
            chunk.Entries.Add(entry);
            size += entry.Text.Length;
        }

        return size;
    }
}
