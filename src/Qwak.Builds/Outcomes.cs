using System.Text.Json;
using Qwak.Wire.Builds;

namespace Qwak.Builds;

/// <summary>A build's summary as the service takes it.</summary>
internal static class Outcomes
{
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
            Summary = JsonSerializer.Serialize(summary, BuildJson.Default.BuildSummary),
        };
        if (summary.ExitCode is { } exitCode)
        {
            outcome.ExitCode = exitCode;
        }

        return outcome;
    }
}
