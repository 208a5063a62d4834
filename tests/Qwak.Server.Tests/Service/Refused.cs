using Grpc.Core;

namespace Qwak.Server.Tests.Service;

/// <summary>A call that must be refused through the gRPC door.</summary>
internal static class Refused
{
    public static async Task<RpcException> WithAsync<T>(StatusCode status, string code, AsyncUnaryCall<T> call)
    {
        var e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.True(status == e.StatusCode, $"expected {status}, got {e.Status}");
        Assert.Equal(code, e.Trailers.GetValue("x-qwak-code"));
        Assert.Matches("^[0-9a-f]{32}$", e.Trailers.GetValue("x-request-id"));
        if (status == StatusCode.Unavailable)
        {
            Assert.Equal("1", e.Trailers.GetValue("retry-after"));
        }

        return e;
    }
}
