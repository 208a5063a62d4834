using Grpc.Core;
using Qwak.Clients.Connection;
using Qwak.Wire.Builds;

namespace Qwak.Clients.ModelBuilds;

/// <summary>The way of a build's log to the service.</summary>
internal sealed class LogStream : IDisposable
{
    private readonly AsyncDuplexStreamingCall<LogChunk, LogPosition> _call;

    private LogStream(AsyncDuplexStreamingCall<LogChunk, LogPosition> call, long position) => (_call, Position) = (call, position);

    /// <summary>The last chunk that the service has stored.</summary>
    public long Position { get; private set; }

    /// <exception cref="QwakException">The service refused, or cannot be reached.</exception>
    public static async Task<LogStream> OpenAsync(QwakConnection connection, string buildId, CancellationToken cancellationToken)
    {
        var (call, position) = await DuplexCall.OpenAsync(
            connection,
            (channel, headers) => new ModelBuildsService.ModelBuildsServiceClient(channel).ShipLog(headers, cancellationToken: CancellationToken.None),
            new LogChunk { BuildId = buildId },
            cancellationToken).ConfigureAwait(false);
        return new LogStream(call, position.Sequence);
    }

    /// <summary>Sends a chunk and waits until it is stored.</summary>
    /// <exception cref="QwakException">The stream is broken; whether the chunk was stored is told by the next one's position.</exception>
    public async Task SendAsync(LogChunk chunk, CancellationToken cancellationToken)
    {
        try
        {
            await _call.RequestStream.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
            if (!await _call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false))
            {
                throw new InvalidOperationException("The service ended the stream.");
            }

            Position = _call.ResponseStream.Current.Sequence;
        }
        catch (Exception e) when (DuplexCall.IsBroken(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw DuplexCall.Broken(e);
        }
    }

    public void Dispose() => _call.Dispose();
}
