using Qwak.Core.ModelBuilds;
using Qwak.Core.Tests.Service;

namespace Qwak.Core.Tests.ModelBuilds;

/// <summary>A runner as the service sees it: notes what it is told, and acknowledges it unless it is told not to.</summary>
internal sealed class TestRunner : IAsyncDisposable
{
    private readonly BuildRunners _runners;
    private readonly Task _listening;

    public TestRunner(BuildRunners runners, string buildId)
    {
        _runners = runners;
        Stream = runners.Open(buildId);
        _listening = ListenAsync();
    }

    public BuildRunner Stream { get; }

    public bool IsAnswering { get; set; } = true;

    public List<(string Name, int Version, string Value)> Told { get; } = [];

    public List<(string Name, string Code)> Refused { get; } = [];

    /// <summary>Starts a build, and opens its runner's stream.</summary>
    public static async Task<(StartedBuild Build, TestRunner Runner)> StartAsync(Scene scene, User owner, params string[] declared)
    {
        var build = (await scene.Store.Builds.StartAsync(owner.Context, "churn", declared)).Good();
        return (build, new TestRunner(scene.Store.Runners, build.Id));
    }

    public async ValueTask DisposeAsync()
    {
        _runners.Close(Stream);
        await _listening;
    }

    private async Task ListenAsync()
    {
        await foreach (var notice in Stream.Notices.ReadAllAsync())
        {
            if (notice is RefusalNotice refusal)
            {
                Refused.Add((refusal.Name, refusal.Code));
                continue;
            }

            using var reveal = (RevealNotice)notice;
            Told.Add((reveal.Name, reveal.Version, reveal.Value.Reveal()));
            if (IsAnswering)
            {
                Stream.Acknowledge(reveal.Number);
            }
        }
    }
}
