using Grpc.Core;
using Grpc.Core.Interceptors;
using Qwak.Server.Api;

namespace Qwak.Server.Grpc;

/// <summary>
/// A fault of a method is logged with its request id and answered as UNKNOWN, which clients do not repeat. The
/// framework's own log of failures is off: it would write pieces of a malformed message, sent by anyone.
/// </summary>
internal sealed class Faults : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception e) when (e is not (RpcException or OperationCanceledException))
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
        catch (Exception e) when (e is not (RpcException or OperationCanceledException))
        {
            throw Answer(e, context);
        }
    }

    private static RpcException Answer(Exception fault, ServerCallContext context)
    {
        var http = context.GetHttpContext();
        http.LogFault(fault);
        return Statuses.Fault(http);
    }
}
