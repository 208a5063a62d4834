using System.Diagnostics;
using Grpc.Core;
using Qwak.Sdk.Tests.Service;

namespace Qwak.Sdk.Tests.Clients;

public sealed class RetryTests
{
    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.DeadlineExceeded)]
    [InlineData(StatusCode.Internal)]
    public async Task A_failure_that_may_pass_is_tried_four_times_with_growing_waits(StatusCode status)
    {
        await using var scene = await Scene.StartAsync();
        scene.Fail(status, "later", times: 4);
        var e = await Assert.ThrowsAsync<QwakException>(() => scene.Client.GetSecretAsync("abc"));
        Assert.Equal(status, e.StatusCode);
        Assert.Contains("error message is [later]", e.Message, StringComparison.Ordinal);
        Assert.Equal(4, scene.Service.CallsOf("/GetSecret"));
        Assert.Collection(
            scene.Time.Waits,
            wait => Assert.InRange(wait.TotalMilliseconds, 250, 500),
            wait => Assert.InRange(wait.TotalMilliseconds, 500, 750),
            wait => Assert.InRange(wait.TotalMilliseconds, 1000, 1250));
    }

    [Fact]
    public async Task A_call_that_succeeds_at_the_fourth_attempt_succeeds()
    {
        await using var scene = await Scene.StartAsync();
        scene.Fail(StatusCode.Unavailable, times: 3);
        await scene.Client.SetSecretAsync("abc", "v");
        Assert.Equal(4, scene.Service.CallsOf("/SetSecret"));
        Assert.Equal("v", scene.Service.Secrets["abc"]);
    }

    [Theory]
    [InlineData("grpc-retry-pushback-ms", "7000", 7)]
    [InlineData("retry-after", "3", 3)]
    [InlineData("retry-after", "86400", 30)]
    public async Task The_services_wish_for_a_pause_is_honoured_within_bounds(string key, string value, int seconds)
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Secrets["abc"] = "v";
        scene.Fail(StatusCode.Unavailable, trailers: (key, value));
        using var secret = await scene.Client.GetSecretAsync("abc");
        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.Single(scene.Time.Waits));
    }

    [Fact]
    public async Task A_service_that_asks_not_to_be_called_again_is_not()
    {
        await using var scene = await Scene.StartAsync();
        scene.Fail(StatusCode.Unavailable, trailers: ("grpc-retry-pushback-ms", "-1"));
        await Assert.ThrowsAsync<QwakException>(() => scene.Client.GetSecretAsync("abc"));
        Assert.Equal(1, scene.Service.CallsOf("/GetSecret"));
    }

    [Fact]
    public async Task A_delete_whose_first_answer_was_lost_may_meet_not_found()
    {
        await using var scene = await Scene.StartAsync();
        scene.Fail(StatusCode.Unavailable);
        await scene.Client.DeleteSecretAsync("gone");
        Assert.Equal(2, scene.Service.CallsOf("/DeleteSecret"));
    }

    [Fact]
    public async Task A_delete_whose_connection_breaks_after_it_was_done_succeeds()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Secrets["abc"] = "v";
        scene.Service.Before = context =>
        {
            if (scene.Service.Secrets.TryRemove("abc", out _))
            {
                context.GetHttpContext().Abort();
            }

            return Task.CompletedTask;
        };
        await scene.Client.DeleteSecretAsync("abc");
        Assert.Equal(2, scene.Service.CallsOf("/DeleteSecret"));
    }

    [Fact]
    public async Task A_service_that_went_away_is_unavailable_in_the_words_of_the_call()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Secrets["abc"] = "v";
        using var value = await scene.Client.GetSecretAsync("abc");
        await scene.Service.DisposeAsync();

        var e = await Assert.ThrowsAsync<QwakException>(() => scene.Client.DeleteSecretAsync("abc"));
        Assert.Equal(StatusCode.Unavailable, e.StatusCode);
        Assert.StartsWith("Failed to delete secret, name: [abc], error is [", e.Message, StringComparison.Ordinal);
        Assert.Equal(3, scene.Time.Waits.Count);
    }

    [Fact]
    public async Task A_delete_that_failed_otherwise_before_still_reports_not_found()
    {
        await using var scene = await Scene.StartAsync();
        scene.Fail(StatusCode.Internal);
        var e = await Assert.ThrowsAsync<QwakException>(() => scene.Client.DeleteSecretAsync("gone"));
        Assert.Equal(QwakErrorCodes.NotFound, e.Code);
    }

    [Fact]
    public async Task The_deadline_holds_for_all_attempts_together()
    {
        await using var scene = await Scene.StartAsync();
        scene.Service.Before = context => Task.Delay(Timeout.Infinite, context.CancellationToken);
        var options = scene.Options();
        options.TimeProvider = TimeProvider.System;
        options.Timeout = TimeSpan.FromSeconds(2);
        var started = Stopwatch.StartNew();
        var e = await Assert.ThrowsAsync<QwakException>(() => scene.NewClient(options).GetSecretAsync("abc"));
        Assert.InRange(started.Elapsed.TotalSeconds, 1.5, 10);
        Assert.Equal((StatusCode.DeadlineExceeded, QwakErrorCodes.Unavailable), (e.StatusCode, e.Code));
        Assert.Equal(
            "Failed to get secret, name: [abc], error code is [StatusCode.DEADLINE_EXCEEDED], error message is [No answer within 2 s.]",
            e.Message);
    }

    [Fact]
    public async Task The_deadline_ends_a_wait_and_tells_the_last_failure()
    {
        await using var scene = await Scene.StartAsync();
        scene.Fail(StatusCode.Unavailable, "overloaded", trailers: ("retry-after", "30"));
        var options = scene.Options();
        options.TimeProvider = TimeProvider.System;
        options.Timeout = TimeSpan.FromSeconds(2);
        var e = await Assert.ThrowsAsync<QwakException>(() => scene.NewClient(options).GetSecretAsync("abc"));
        Assert.Contains("No answer within 2 s. The last failure was: overloaded", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_callers_cancellation_is_a_cancellation()
    {
        await using var scene = await Scene.StartAsync();
        using var cancel = new CancellationTokenSource();
        scene.Service.Before = async context =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        };
        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.Client.GetSecretAsync("abc", cancel.Token));
        Assert.Equal(cancel.Token, e.CancellationToken);
        Assert.Equal(1, scene.Service.CallsOf("/GetSecret"));
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_unavailable()
    {
        await using var scene = await Scene.StartAsync();
        var options = scene.Options();
        options.Url = new Uri("https://localhost:1");
        var e = await Assert.ThrowsAsync<QwakException>(() => scene.NewClient(options).GetSecretAsync("abc"));
        Assert.Equal((StatusCode.Unavailable, QwakErrorCodes.Unavailable), (e.StatusCode, e.Code));
        Assert.StartsWith("Failed to login, error is ", e.Message, StringComparison.Ordinal);
        Assert.Equal(3, scene.Time.Waits.Count);
    }
}
