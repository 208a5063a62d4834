using System.Text.Json;

namespace Qwak.Server.Ui;

/// <summary>
/// What a build's runner reported, as far as it is there: any of it may be missing or empty, for the runner is the
/// user's. Public, as Razor makes components.
/// </summary>
public sealed record BuildReport
{
    public string? Reason { get; init; }

    public IReadOnlyList<ReportedStep?>? Steps { get; init; }

    public IReadOnlyList<ReportedRefusal?>? RefusedSecrets { get; init; }

    public IReadOnlyList<ReportedRedaction?>? Redactions { get; init; }

    public bool LogIsComplete { get; init; } = true;

    public IReadOnlyList<ReportedArtifact?>? Artifacts { get; init; }

    public IReadOnlyList<ReportedFinding?>? Findings { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Parameters { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Metrics { get; init; }

    /// <summary>Null when there is none, or one of another form.</summary>
    internal static BuildReport? Read(string? summary)
    {
        try
        {
            return summary is null ? null : JsonSerializer.Deserialize(summary, UiJson.Default.BuildReport);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

public sealed record ReportedStep(string? Name, double Seconds);

public sealed record ReportedRefusal(string? Name, string? Code);

public sealed record ReportedRedaction(string? Secret, string? Form, long Count);

public sealed record ReportedArtifact(string? Path, long Bytes);

public sealed record ReportedFinding(string? File, long Offset, string? Secret, string? Form, bool Fails);
