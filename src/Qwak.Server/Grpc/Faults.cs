using Grpc.Core;
using Grpc.Core.Interceptors;
using Qwak.Core;
using Qwak.Server.Api;

namespace Qwak.Server.Grpc;

/// <summary>
/// A fault of a method is logged with its request id and answered as UNKNOWN, which clients do not repeat. The
/// framework's own log of failures is off: it would write pieces of a malformed message, sent by anyone.
/// </summary>
internal sealed class Faults : Interceptor
{
    /// <summary>The service stops, or the caller was silent or went away: nobody said anything wrong, and it may be tried again.</summary>
    private static readonly Refusal BrokenOff = Refusal.Unavailable("The call was broken off.");

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Answer(e, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requests, responses, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Answer(e, context);
        }
    }

    private static RpcException Answer(Exception fault, ServerCallContext context)
    {
        var http = context.GetHttpContext();
        if (fault is OperationCanceledException)
        {
            return Statuses.Exception(BrokenOff, http);
        }

        http.LogFault(fault);
        return Statuses.Fault(http);
    }
}
