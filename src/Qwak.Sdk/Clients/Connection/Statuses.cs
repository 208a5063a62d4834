using System.Net;
using Grpc.Core;

namespace Qwak.Clients.Connection;

/// <summary>How the statuses of the two doors, the stable codes and the names in messages correspond.</summary>
internal static class Statuses
{
    public static bool IsTransient(StatusCode status) =>
        status is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Internal;

    public static string CodeOf(StatusCode status) => status switch
    {
        StatusCode.NotFound => QwakErrorCodes.NotFound,
        StatusCode.InvalidArgument => QwakErrorCodes.InvalidValue,
        StatusCode.Unauthenticated => QwakErrorCodes.Unauthenticated,
        StatusCode.PermissionDenied => QwakErrorCodes.PermissionDenied,
        StatusCode.AlreadyExists => QwakErrorCodes.AlreadyExists,
        StatusCode.Aborted => QwakErrorCodes.VersionConflict,
        StatusCode.ResourceExhausted => QwakErrorCodes.RateLimited,
        StatusCode.Unavailable or StatusCode.DeadlineExceeded => QwakErrorCodes.Unavailable,
        _ => QwakErrorCodes.Unknown,
    };

    public static StatusCode Of(HttpStatusCode status, string? code) => ((int)status, code) switch
    {
        (409, QwakErrorCodes.VersionConflict) => StatusCode.Aborted,
        (409, _) => StatusCode.AlreadyExists,
        (400 or 413 or 422, _) => StatusCode.InvalidArgument,
        (401, _) => StatusCode.Unauthenticated,
        (403, _) => StatusCode.PermissionDenied,
        (404, _) => StatusCode.NotFound,
        (408, _) => StatusCode.DeadlineExceeded,
        (429, _) => StatusCode.ResourceExhausted,
        (500, _) => StatusCode.Internal,
        (502 or 503 or 504, _) => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    /// <summary>As the existing client prints it, for example <c>StatusCode.PERMISSION_DENIED</c>.</summary>
    public static string Print(StatusCode status) => "StatusCode." + status switch
    {
        StatusCode.OK => "OK",
        StatusCode.Cancelled => "CANCELLED",
        StatusCode.Unknown => "UNKNOWN",
        StatusCode.InvalidArgument => "INVALID_ARGUMENT",
        StatusCode.DeadlineExceeded => "DEADLINE_EXCEEDED",
        StatusCode.NotFound => "NOT_FOUND",
        StatusCode.AlreadyExists => "ALREADY_EXISTS",
        StatusCode.PermissionDenied => "PERMISSION_DENIED",
        StatusCode.Unauthenticated => "UNAUTHENTICATED",
        StatusCode.ResourceExhausted => "RESOURCE_EXHAUSTED",
        StatusCode.FailedPrecondition => "FAILED_PRECONDITION",
        StatusCode.Aborted => "ABORTED",
        StatusCode.OutOfRange => "OUT_OF_RANGE",
        StatusCode.Unimplemented => "UNIMPLEMENTED",
        StatusCode.Internal => "INTERNAL",
        StatusCode.Unavailable => "UNAVAILABLE",
        StatusCode.DataLoss => "DATA_LOSS",
        _ => "UNKNOWN",
    };
}
