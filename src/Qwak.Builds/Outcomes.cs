using System.Text.Json;
using Qwak.Wire.Builds;

namespace Qwak.Builds;

/// <summary>A build's summary as the service takes it.</summary>
internal static class Outcomes
{
    /// <summary>The service takes no longer one.</summary>
    public const int LongestSummary = 1024 * 1024;

    /// <summary>The summary, without the last of its artifacts, or without parameters and metrics, where the service would not take it.</summary>
    public static BuildSummary Bounded(BuildSummary summary)
    {
        var bounded = summary;
        while (Count(bounded) > 0 && Text(bounded).Length > LongestSummary)
        {
            bounded = bounded.Artifacts.Count > 0
                ? bounded with { Artifacts = [.. bounded.Artifacts.Take(bounded.Artifacts.Count / 2)] }
                : bounded with { Parameters = new Dictionary<string, JsonElement>(), Metrics = new Dictionary<string, JsonElement>() };
            bounded = bounded with { LeftOut = Count(summary) - Count(bounded) };
        }

        return bounded;
    }

    public static FinishBuild Of(BuildSummary summary)
    {
        var outcome = new FinishBuild
        {
            Status = summary.Status switch
            {
                "succeeded" => FinishBuild.Types.Status.Succeeded,
                "cancelled" => FinishBuild.Types.Status.Cancelled,
                _ => FinishBuild.Types.Status.Failed,
            },
            Summary = Text(summary),
        };
        if (summary.ExitCode is { } exitCode)
        {
            outcome.ExitCode = exitCode;
        }

        return outcome;
    }

    private static string Text(BuildSummary summary) => JsonSerializer.Serialize(summary, BuildJson.Default.BuildSummary);

    private static int Count(BuildSummary summary) => summary.Artifacts.Count + summary.Parameters.Count + summary.Metrics.Count;
}
