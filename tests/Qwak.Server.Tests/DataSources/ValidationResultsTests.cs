using Microsoft.Extensions.Time.Testing;
using Qwak.Core;
using Qwak.Server.DataSources;

namespace Qwak.Server.Tests.DataSources;

/// <summary>Results that wait for their client are few, short-lived, and nobody else's.</summary>
public sealed class ValidationResultsTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ValidationResults _results;
    private readonly TaskCompletionSource<Result<SourceTrial>> _trial = new();

    public ValidationResultsTests() => _results = new ValidationResults(_clock);

    [Fact]
    public async Task A_result_is_its_askers_alone_and_is_gone_after_some_minutes()
    {
        var id = Start("key:one").Value!;
        Assert.Null(_results.Find("key:two", id));
        Assert.Null(_results.Find("key:one", "another"));
        _trial.SetResult(new Refusal(RefusalCode.NotFound, "no"));
        Assert.Equal("no", (await _results.Find("key:one", id)!).Refusal!.Message);
        _clock.Advance(TimeSpan.FromMinutes(7));
        Start("key:two");
        Assert.Null(_results.Find("key:one", id));
    }

    [Fact]
    public void One_credential_has_few_running_and_the_next_takes_the_place_of_a_finished_one()
    {
        var first = Start("key:one").Value!;
        for (var i = 1; i < ValidationResults.MostOfOne; i++)
        {
            Assert.False(Start("key:one").IsRefused);
        }

        Assert.Equal(RefusalCode.RateLimited, Start("key:one").Refusal!.Code);
        Assert.False(Start("key:two").IsRefused);
        _trial.SetResult(new Refusal(RefusalCode.NotFound, "no"));
        Assert.True(SpinWait.SpinUntil(() => _results.Find("key:one", first)!.IsCompleted, 10_000));
        Assert.False(Start("key:one").IsRefused);
        Assert.Null(_results.Find("key:one", first));
    }

    private Result<string> Start(string credential) => _results.Start(credential, () => _trial.Task);
}
