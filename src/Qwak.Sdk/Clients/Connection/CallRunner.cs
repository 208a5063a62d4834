using System.Security.Cryptography;
using Grpc.Core;

namespace Qwak.Clients.Connection;

/// <summary>
/// Runs a call as contract 2.1 says: up to four attempts, with growing waits, under one deadline; and one login more when a
/// token that was kept is not accepted any longer.
/// </summary>
internal sealed class CallRunner(TimeSpan timeout, TimeProvider time)
{
    private const int MostAttempts = 4;
    private const int FirstWait = 250;
    private const int LongestWait = 5000;

    // A service may ask for more patience than a caller has.
    private static readonly TimeSpan LongestHint = TimeSpan.FromSeconds(30);

    public async Task<T> RunAsync<T>(
        IRequestHeaders headers, Repeat repeat, Func<Attempt, Task<T>> send, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        ServiceFailure? last = null;
        try
        {
            var mayHaveHappened = false;
            var loggedInAgain = false;
            for (var failures = 0; ;)
            {
                var (metadata, token) = await headers.GetAsync(both.Token).ConfigureAwait(false);
                try
                {
                    return await send(new Attempt(metadata, mayHaveHappened, both.Token)).ConfigureAwait(false);
                }
                catch (ServiceFailure failure) when (
                    failure.Status == StatusCode.Unauthenticated && token is { Fresh: false } && !loggedInAgain)
                {
                    loggedInAgain = true;
                    headers.Drop(token);
                }
                catch (ServiceFailure failure) when (MayRepeat(failure, repeat) && ++failures < MostAttempts)
                {
                    last = failure;
                    mayHaveHappened |= failure.Status == StatusCode.Unavailable && !failure.NeverSent;
                    await Task.Delay(Wait(failures - 1, failure.RetryAfter), time, both.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && deadline.IsCancellationRequested)
        {
            throw new ServiceFailure(
                StatusCode.DeadlineExceeded,
                QwakErrorCodes.Unavailable,
                $"No answer within {timeout.TotalSeconds:0.###} s." + (last is null ? "" : $" The last failure was: {last.Details}"),
                last?.InnerException);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private static bool MayRepeat(ServiceFailure failure, Repeat repeat) =>
        failure.Transient && failure.RetryAfter is not { Ticks: < 0 } && (repeat == Repeat.Transient || failure.NeverSent);

    private static TimeSpan Wait(int retry, TimeSpan? hint)
    {
        var own = TimeSpan.FromMilliseconds(
            Math.Min(FirstWait << retry, LongestWait) + RandomNumberGenerator.GetInt32(FirstWait + 1));
        return hint is { } asked && asked > own ? (asked < LongestHint ? asked : LongestHint) : own;
    }
}
