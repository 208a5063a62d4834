using Grpc.Core;
using Grpc.Net.Client;
using Qwak.Clients.Connection;

namespace Qwak.Clients.ModelBuilds;

/// <summary>Opens calls that stream both ways. A call is open when the service has answered its first message.</summary>
internal static class DuplexCall
{
    /// <exception cref="QwakException">The service refused, or cannot be reached.</exception>
    public static async Task<(AsyncDuplexStreamingCall<TRequest, TAnswer> Call, TAnswer First)> OpenAsync<TRequest, TAnswer>(
        QwakConnection connection, Func<GrpcChannel, Metadata, AsyncDuplexStreamingCall<TRequest, TAnswer>> open, TRequest first,
        CancellationToken cancellationToken)
    {
        try
        {
            return await connection.CallEdgeAsync(
                (channel, attempt) => SendAsync(open(channel, attempt.Headers), first, attempt.CancellationToken),
                cancellationToken).ConfigureAwait(false);
        }
        catch (ServiceFailure failure)
        {
            throw failure.As(failure.Details);
        }
    }

    /// <summary>
    /// Whether the stream has failed. Mostly that is told by a status; a write that meets the end of its connection fails with
    /// what the connection failed with.
    /// </summary>
    public static bool IsBroken(Exception e) => e is RpcException or InvalidOperationException or IOException or HttpRequestException;

    public static QwakException Broken(Exception cause) => cause is RpcException rpc && GrpcCall.FailureOf(rpc) is var failure
        ? failure.As(failure.Details)
        : new QwakException("The stream to the service is broken.", QwakErrorCodes.Unavailable, StatusCode.Unavailable, cause);

    private static async Task<(AsyncDuplexStreamingCall<TRequest, TAnswer>, TAnswer)> SendAsync<TRequest, TAnswer>(
        AsyncDuplexStreamingCall<TRequest, TAnswer> call, TRequest first, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(call, first, cancellationToken).ConfigureAwait(false);
            return await call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false)
                ? (call, call.ResponseStream.Current)
                : throw new ServiceFailure(StatusCode.Unavailable, QwakErrorCodes.Unavailable, "The service ended the stream.");
        }
        catch (RpcException e)
        {
            call.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw GrpcCall.FailureOf(e);
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }

    // A call that the service has refused already cannot be written to; why it refused is told by the answer.
    private static async Task WriteAsync<TRequest, TAnswer>(
        AsyncDuplexStreamingCall<TRequest, TAnswer> call, TRequest message, CancellationToken cancellationToken)
    {
        try
        {
            await call.RequestStream.WriteAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsBroken(e))
        {
            await call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false);
        }
    }
}
