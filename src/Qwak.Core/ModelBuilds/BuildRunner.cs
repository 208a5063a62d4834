using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Qwak.Core.ModelBuilds;

/// <summary>
/// A runner's open stream, as the service sees it. What a build's credential reads goes to the runner first; only when
/// the runner has acknowledged that it redacts the value is it released to the child process.
/// </summary>
internal sealed class BuildRunner(string buildId, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Channel<RunnerNotice> _notices = Channel.CreateUnbounded<RunnerNotice>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<long, TaskCompletionSource<bool>> _waiting = new();
    private readonly CancellationTokenSource _closed = new();
    private long _number;

    public string BuildId => buildId;

    /// <summary>What to send to the runner; ends when the stream is closed.</summary>
    public ChannelReader<RunnerNotice> Notices => _notices.Reader;

    public CancellationToken Closed => _closed.Token;

    /// <summary>Tells the runner a value and waits until it is known there; false when it does not answer.</summary>
    /// <param name="name">Name of the secret.</param>
    /// <param name="version">Its version; 0 for what is no secret.</param>
    /// <param name="value">Stays the caller's.</param>
    /// <param name="isSensitive">Whether the runner redacts it.</param>
    public async Task<bool> RevealAsync(string name, int version, SecretValue value, bool isSensitive = true)
    {
        var number = Interlocked.Increment(ref _number);
        var acknowledged = _waiting[number] = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var notice = new RevealNotice(number, name, version, SecretValue.FromUtf8(value.RevealUtf8()), isSensitive);
        if (!_notices.Writer.TryWrite(notice))
        {
            notice.Dispose();
            return false;
        }

        try
        {
            return await acknowledged.Task.WaitAsync(Patience, time, Closed);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return false;
        }
        finally
        {
            _waiting.TryRemove(number, out _);
        }
    }

    /// <summary>Tells the runner that a read was refused, for the build's summary.</summary>
    public void TellRefused(string name, string code) => _notices.Writer.TryWrite(new RefusalNotice(name, code));

    public void Acknowledge(long number)
    {
        if (_waiting.TryRemove(number, out var waiting))
        {
            waiting.TrySetResult(true);
        }
    }

    public void Dispose()
    {
        _closed.Cancel();
        _notices.Writer.TryComplete();
        while (_notices.Reader.TryRead(out var notice))
        {
            (notice as IDisposable)?.Dispose();
        }
    }
}

/// <summary>Something that the service tells a runner.</summary>
internal abstract class RunnerNotice;

/// <summary>A value that the child process is about to have. Whoever takes it from the queue disposes of it.</summary>
internal sealed class RevealNotice(long number, string name, int version, SecretValue value, bool isSensitive) : RunnerNotice, IDisposable
{
    public long Number => number;

    public string Name => name;

    public int Version => version;

    public SecretValue Value => value;

    public bool IsSensitive => isSensitive;

    public override string ToString() => $"{name} version {version}: [redacted]";

    public void Dispose() => value.Dispose();
}

/// <summary>A read of the child process was refused.</summary>
internal sealed class RefusalNotice(string name, string code) : RunnerNotice
{
    public string Name => name;

    public string Code => code;
}
