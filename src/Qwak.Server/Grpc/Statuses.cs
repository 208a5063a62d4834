using System.Globalization;
using Grpc.Core;
using Qwak.Core;
using Qwak.Server.Api;
using Qwak.Server.Authentication;

namespace Qwak.Server.Grpc;

/// <summary>Refusals as gRPC statuses. The client repeats on UNAVAILABLE and INTERNAL only, so nothing lasting maps to these.</summary>
internal static class Statuses
{
    public const string CodeTrailer = "x-qwak-code";
    private const string RetryTrailer = "retry-after";

    public static T OrThrow<T>(this Result<T> result, HttpContext http) =>
        result.IsRefused ? throw Exception(result.Refusal, http) : result.Value;

    public static RpcException Exception(Refusal refusal, HttpContext http)
    {
        var trailers = Trailers(refusal.CodeText, http);
        if (refusal.RetryAfter is { } wait)
        {
            trailers.Add(RetryTrailer, Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        }

        return new RpcException(new Status(Code(refusal.Code), refusal.Message), trailers);
    }

    public static RpcException Fault(HttpContext http) => new(
        new Status(StatusCode.Unknown, Problems.InternalErrorDetail), Trailers(Problems.InternalError, http));

    private static Metadata Trailers(string code, HttpContext http) => new()
    {
        { CodeTrailer, code },
        { RequestOrigins.RequestIdHeader, http.Origin().RequestId },
    };

    private static StatusCode Code(RefusalCode code) => code switch
    {
        RefusalCode.InvalidName or RefusalCode.InvalidValue or RefusalCode.ValueTooLarge => StatusCode.InvalidArgument,
        RefusalCode.Unauthenticated => StatusCode.Unauthenticated,
        RefusalCode.PermissionDenied => StatusCode.PermissionDenied,
        RefusalCode.NotFound => StatusCode.NotFound,
        RefusalCode.VersionConflict or RefusalCode.UnknownEnvironment or RefusalCode.InUse or RefusalCode.SourceFailed => StatusCode.FailedPrecondition,
        RefusalCode.AlreadyExists => StatusCode.AlreadyExists,
        RefusalCode.RateLimited => StatusCode.ResourceExhausted,
        RefusalCode.Unavailable => StatusCode.Unavailable,
        RefusalCode.IntegrityFailure => StatusCode.DataLoss,
    };
}
