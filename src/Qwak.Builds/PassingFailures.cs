using Grpc.Core;

namespace Qwak.Builds;

/// <summary>Which failures a runner waits out.</summary>
internal static class PassingFailures
{
    /// <summary>How long it is waited, in total, for the service to go on with a build.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>How long one attempt may take: where the service went away in the middle of it, nobody may ever answer.</summary>
    public static readonly TimeSpan LongestAttempt = TimeSpan.FromSeconds(15);

    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// Whether the service is not there, is busy or at fault. All else is an answer: it has given the build up, or refuses it.
    /// </summary>
    public static bool IsPassing(this QwakException failure) => failure.IsAbsence() || (failure.Code != QwakErrorCodes.NotConfigured
        && failure.StatusCode is StatusCode.ResourceExhausted or StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled);

    /// <summary>Whether it is plainly not there. Any other failure may come again with the same thing, however often that is sent.</summary>
    public static bool IsAbsence(this QwakException failure) => failure.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded;

    /// <summary>Makes one attempt.</summary>
    /// <exception cref="QwakException">It failed, or took too long.</exception>
    public static async Task AttemptAsync(Func<CancellationToken, Task> attemptAsync, CancellationToken cancellationToken, TimeProvider? time = null)
    {
        using var tooLong = new CancellationTokenSource(LongestAttempt, time ?? TimeProvider.System);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, tooLong.Token);
        try
        {
            await attemptAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new QwakException(
                $"The service did not answer within {LongestAttempt.TotalSeconds} s.", QwakErrorCodes.Unavailable, StatusCode.DeadlineExceeded, e);
        }
    }
}
