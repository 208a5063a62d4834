using System.Text.Json;
using System.Text.Json.Serialization;

namespace Qwak.Builds;

/// <summary>What became of a build. Names and numbers, never a value.</summary>
internal sealed record BuildSummary
{
    public required string BuildId { get; init; }

    public required string ModelId { get; init; }

    public required string Environment { get; init; }

    /// <summary><c>succeeded</c>, <c>failed</c>, <c>cancelled</c> or <c>lost</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Why it did not succeed.</summary>
    public string? Reason { get; init; }

    public int? ExitCode { get; init; }

    public required double DurationSeconds { get; init; }

    public required IReadOnlyList<BuildStep> Steps { get; init; }

    public required IReadOnlyList<string> DeclaredSecrets { get; init; }

    public required IReadOnlyList<UsedSecret> UsedSecrets { get; init; }

    public required IReadOnlyList<RefusedSecret> RefusedSecrets { get; init; }

    /// <summary>Declared and never read.</summary>
    public required IReadOnlyList<string> UnusedSecrets { get; init; }

    public required IReadOnlyList<Redaction> Redactions { get; init; }

    /// <summary>
    /// Secrets that stand in the log because the build printed them before it fetched them. Null: the log was not searched for
    /// them, since it could not be read or nobody waits for the build any more.
    /// </summary>
    public IReadOnlyList<Redaction>? PrintedBefore { get; init; }

    /// <summary>Whether all of the log is stored.</summary>
    public bool LogIsComplete { get; init; }

    public required IReadOnlyList<Artifact> Artifacts { get; init; }

    /// <summary>How many artifacts, parameters and metrics are not listed, as the summary would be longer than the service takes. Null: none.</summary>
    public int? LeftOut { get; init; }

    /// <summary>Secrets that were found in the artifacts, parameters and metrics.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    public required IReadOnlyDictionary<string, JsonElement> Parameters { get; init; }

    public required IReadOnlyDictionary<string, JsonElement> Metrics { get; init; }
}

internal sealed record BuildStep(string Name, double Seconds);

internal sealed record UsedSecret(string Name, IReadOnlyList<int> Versions);

internal sealed record RefusedSecret(string Name, string Code);

internal sealed record Redaction(string Secret, string Form, long Count);

/// <summary>A file that the build made.</summary>
/// <param name="Path">In the output folder.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record Artifact(string Path, long Bytes);

/// <summary>A secret in what the build made.</summary>
/// <param name="File">The file; behind <c>!</c> the file in an archive.</param>
/// <param name="Offset">Bytes before it.</param>
/// <param name="Secret">Its name.</param>
/// <param name="Form">In which form.</param>
/// <param name="Fails">Whether it is long enough to fail the build; a short one may be chance.</param>
internal sealed record Finding(string File, long Offset, string Secret, string Form, bool Fails);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BuildSummary))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class BuildJson : JsonSerializerContext;
