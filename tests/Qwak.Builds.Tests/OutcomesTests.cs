using System.Text.Json;

namespace Qwak.Builds.Tests;

/// <summary>A summary that is longer than the service takes would lose its build.</summary>
public sealed class OutcomesTests
{
    [Fact]
    public void A_short_summary_stays_as_it_is()
    {
        var summary = Summary(artifacts: 3, parameter: 10);
        Assert.Same(summary, Outcomes.Bounded(summary));
    }

    [Fact]
    public void Of_many_artifacts_the_last_are_left_out_and_counted()
    {
        var summary = Summary(artifacts: 70_000, parameter: 10);
        var bounded = Outcomes.Bounded(summary);
        Assert.InRange(Outcomes.Of(bounded).Summary.Length, 100_000, Outcomes.LongestSummary);
        Assert.Equal(70_000, bounded.Artifacts.Count + bounded.LeftOut);
        Assert.Equal(summary.Artifacts[0], bounded.Artifacts[0]);
        Assert.Single(bounded.Parameters);
    }

    [Fact]
    public void A_parameter_of_megabytes_is_left_out()
    {
        var bounded = Outcomes.Bounded(Summary(artifacts: 3, parameter: 5_000_000));
        Assert.InRange(Outcomes.Of(bounded).Summary.Length, 0, Outcomes.LongestSummary);
        Assert.Empty(bounded.Parameters);
        Assert.Equal(4, bounded.LeftOut);
    }

    private static BuildSummary Summary(int artifacts, int parameter) => new()
    {
        BuildId = "id",
        ModelId = "churn",
        Environment = "default",
        Status = "succeeded",
        DurationSeconds = 1,
        Steps = [],
        DeclaredSecrets = [],
        UsedSecrets = [],
        RefusedSecrets = [],
        UnusedSecrets = [],
        Redactions = [],
        Artifacts = [.. Enumerable.Range(0, artifacts).Select(i => new Artifact($"weights/layer-{i}.bin", i))],
        Findings = [],
        Parameters = new Dictionary<string, JsonElement> { ["long"] = JsonElement.Parse($"\"{new string('x', parameter)}\"") },
        Metrics = new Dictionary<string, JsonElement>(),
    };
}
