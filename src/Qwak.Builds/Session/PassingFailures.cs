using Grpc.Core;

namespace Qwak.Builds.Session;

/// <summary>Which failures a runner waits out.</summary>
internal static class PassingFailures
{
    /// <summary>How long it is waited, in total, for one thing to succeed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// Whether the service is not there, is busy or at fault. All else is an answer: it has given the build up, or refuses it.
    /// </summary>
    public static bool IsPassing(this QwakException failure) => failure.StatusCode
        is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted
        or StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled;
}
