using Qwak.Connectors.Pooling;

namespace Qwak.Connectors;

/// <summary>One use of a source, from its first step to the last row: its place, its time, and the connector it borrowed.</summary>
internal sealed class SourceUse(SemaphoreSlim places, CancellationTokenSource deadline, TimeSpan time) : IAsyncDisposable
{
    private bool _entered;

    public ConnectorLease? Lease { get; set; }

    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        _entered = true;
    }

    public CancellationTokenSource Within(CancellationToken cancellationToken) =>
        CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);

    /// <summary>What to throw for a failure. A connector that failed is not kept: the next use begins anew.</summary>
    public Exception Explain(Exception exception, CancellationToken cancellationToken)
    {
        Lease?.Spoil();

        // A driver that is cancelled fails in its own way, and not always as cancelled.
        return cancellationToken.IsCancellationRequested ? new OperationCanceledException(cancellationToken)
            : exception as ConnectorException
            ?? (deadline.IsCancellationRequested ? Failures.TimedOut(time) : null)
            ?? Lease?.Connector.Explain(exception)
            ?? Failures.Explain(exception)
            ?? Failures.Unforeseen(exception);
    }

    public async ValueTask DisposeAsync()
    {
        deadline.Dispose();
        try
        {
            await (Lease?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        finally
        {
            if (_entered)
            {
                places.Release();
            }
        }
    }
}
