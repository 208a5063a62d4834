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
            var http = context.GetHttpContext();
            http.LogFault(e);
            throw Statuses.Fault(http);
        }
    }
}
