using Grpc.Core;
using Qwak.Clients.Connection;
using Qwak.Wire.Builds;

namespace Qwak.Clients.ModelBuilds;

/// <summary>A build's stream between its runner and the service.</summary>
internal sealed class RunnerStream : IDisposable
{
    private readonly AsyncDuplexStreamingCall<RunnerMessage, RunMessage> _call;
    private readonly SemaphoreSlim _sending = new(1);

    private RunnerStream(AsyncDuplexStreamingCall<RunnerMessage, RunMessage> call, BuildStarted started) => (_call, Started) = (call, started);

    /// <summary>The service's answer to the first message.</summary>
    public BuildStarted Started { get; }

    /// <summary>Opens the stream, and starts a build or takes one up.</summary>
    /// <exception cref="QwakException">The service refused, or cannot be reached.</exception>
    public static async Task<RunnerStream> OpenAsync(QwakConnection connection, RunnerMessage first, CancellationToken cancellationToken)
    {
        // The stream outlives the attempt that opens it, so the attempt's deadline is not the call's.
        var (call, answer) = await DuplexCall.OpenAsync(
            connection,
            (channel, headers) => new ModelBuildsService.ModelBuildsServiceClient(channel).Run(headers, cancellationToken: CancellationToken.None),
            first,
            cancellationToken).ConfigureAwait(false);
        return new RunnerStream(call, answer.Started);
    }

    /// <exception cref="QwakException">The stream is broken.</exception>
    public async Task SendAsync(RunnerMessage message, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _call.RequestStream.WriteAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (DuplexCall.IsBroken(e))
        {
            throw DuplexCall.Broken(e);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The next message; null when the service has ended the stream.</summary>
    /// <exception cref="QwakException">The stream is broken, or the service refused what was sent.</exception>
    public async Task<RunMessage?> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false) ? _call.ResponseStream.Current : null;
        }
        catch (RpcException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw DuplexCall.Broken(e);
        }
    }

    public void Dispose()
    {
        _call.Dispose();
        _sending.Dispose();
    }
}
