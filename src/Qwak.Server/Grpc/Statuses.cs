using System.Globalization;
using Grpc.Core;
using Qwak.Core;
using Qwak.Server.Authentication;

namespace Qwak.Server.Grpc;

/// <summary>Refusals as gRPC statuses. The client repeats on UNAVAILABLE and INTERNAL only, so nothing lasting maps to these.</summary>
internal static class Statuses
{
    private const string CodeTrailer = "x-qwak-code";
    private const string RetryTrailer = "retry-after";

    public static T OrThrow<T>(this Result<T> result, HttpContext http) =>
        result.IsRefused ? throw Exception(result.Refusal, http) : result.Value;

    public static RpcException Exception(Refusal refusal, HttpContext http)
    {
        var trailers = new Metadata
        {
            { CodeTrailer, refusal.CodeText },
            { RequestOrigins.RequestIdHeader, http.Origin().RequestId },
        };
        if (refusal.RetryAfter is { } wait)
        {
            trailers.Add(RetryTrailer, Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        }

        return new RpcException(new Status(Code(refusal.Code), refusal.Message), trailers);
    }

    private static StatusCode Code(RefusalCode code) => code switch
    {
        RefusalCode.InvalidName or RefusalCode.InvalidValue or RefusalCode.ValueTooLarge => StatusCode.InvalidArgument,
        RefusalCode.Unauthenticated => StatusCode.Unauthenticated,
        RefusalCode.PermissionDenied => StatusCode.PermissionDenied,
        RefusalCode.NotFound => StatusCode.NotFound,
        RefusalCode.VersionConflict or RefusalCode.UnknownEnvironment => StatusCode.FailedPrecondition,
        RefusalCode.AlreadyExists => StatusCode.AlreadyExists,
        RefusalCode.RateLimited => StatusCode.ResourceExhausted,
        RefusalCode.Unavailable => StatusCode.Unavailable,
        RefusalCode.IntegrityFailure => StatusCode.DataLoss,
    };
}
