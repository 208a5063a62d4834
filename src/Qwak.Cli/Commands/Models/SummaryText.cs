using System.Globalization;
using Qwak.Builds;
using Qwak.Cli.Terminal;

namespace Qwak.Cli.Commands.Models;

/// <summary>A build's summary to read.</summary>
internal static class SummaryText
{
    public static void Write(CliConsole console, BuildSummary summary)
    {
        void Line(string name, string text) => console.WriteLine($"{name,-12} {text}");
        Line("Build", summary.BuildId);
        Line("Status", summary.Reason is null ? summary.Status : $"{summary.Status}: {summary.Reason}");
        Line("Duration", string.Create(CultureInfo.InvariantCulture, $"{summary.DurationSeconds:0.0} s"));
        Line("Declared", Names(summary.DeclaredSecrets));
        Line("Used", Names(summary.UsedSecrets.Select(used => $"{used.Name} (version {string.Join(", ", used.Versions)})")));
        Line("Refused", Names(summary.RefusedSecrets.Select(refused => $"{refused.Name} ({refused.Code})")));
        Line("Unused", Names(summary.UnusedSecrets));
        Line("Redacted", Names(summary.Redactions.Select(redaction =>
            string.Create(CultureInfo.InvariantCulture, $"{redaction.Secret} {redaction.Count} × {redaction.Form}"))));
        if (summary.PrintedBefore is { Count: > 0 } printed)
        {
            Line("In the log", "printed before the build fetched it, so give it a new value: " + Names(printed.Select(early =>
                string.Create(CultureInfo.InvariantCulture, $"{early.Secret} {early.Count} × {early.Form}"))));
        }

        Line("Artifacts", Names(summary.Artifacts.Select(artifact =>
            string.Create(CultureInfo.InvariantCulture, $"{artifact.Path} ({artifact.Bytes} bytes)"))));
        if (summary.LeftOut is { } leftOut)
        {
            Line("Left out", string.Create(CultureInfo.InvariantCulture, $"{leftOut} artifacts, parameters and metrics, which would make the summary too long"));
        }

        foreach (var finding in summary.Findings)
        {
            Line(finding.Fails ? "Found" : "Warning", string.Create(
                CultureInfo.InvariantCulture, $"secret {finding.Secret} in {finding.File} at byte {finding.Offset}, as {finding.Form}"));
        }

        if (!summary.LogIsComplete)
        {
            Line("Log", "incomplete: the service did not take all of it");
        }
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } text ? text : "-";
}
