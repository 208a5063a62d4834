using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace Qwak.Builds.Tests;

public sealed class PassingFailuresTests
{
    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.DeadlineExceeded)]
    [InlineData(StatusCode.ResourceExhausted)]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.Unknown)] // Also a fault of the service, as one that is just being sealed or stopped may give.
    [InlineData(StatusCode.Cancelled)]
    public void A_service_that_is_not_there_or_at_fault_is_waited_for(StatusCode status) => Assert.True(Failure(status).IsPassing());

    [Theory]
    [InlineData(StatusCode.NotFound)]
    [InlineData(StatusCode.PermissionDenied)]
    [InlineData(StatusCode.Unauthenticated)]
    [InlineData(StatusCode.InvalidArgument)]
    [InlineData(StatusCode.FailedPrecondition)]
    [InlineData(StatusCode.DataLoss)]
    public void An_answer_is_final(StatusCode status) => Assert.False(Failure(status).IsPassing());

    [Fact]
    public void What_is_not_configured_stays_so() =>
        Assert.False(new QwakException("There is no API key.", QwakErrorCodes.NotConfigured).IsPassing());

    [Fact]
    public async Task An_attempt_that_nobody_answers_fails_after_its_limit_as_an_absent_service_does()
    {
        var time = new FakeTimeProvider();
        var attempt = PassingFailures.AttemptAsync(WaitAsync, CancellationToken.None, time);
        time.Advance(PassingFailures.LongestAttempt - TimeSpan.FromTicks(1));
        Assert.False(attempt.IsCompleted);
        time.Advance(TimeSpan.FromTicks(1));
        var failure = await Assert.ThrowsAsync<QwakException>(() => attempt);
        Assert.True(failure.IsAbsence());
        Assert.Contains("15 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attempt_that_is_given_up_by_who_makes_it_is_no_failure_of_the_service()
    {
        using var ended = new CancellationTokenSource();
        var attempt = PassingFailures.AttemptAsync(WaitAsync, ended.Token);
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => attempt);
    }

    private static Task WaitAsync(CancellationToken limit) => Task.Delay(Timeout.Infinite, limit);

    private static QwakException Failure(StatusCode status) => new("Not now.", "internal_error", status);
}
