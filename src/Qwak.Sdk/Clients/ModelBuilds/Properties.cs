using System.Text.Json;

namespace Qwak.Clients.ModelBuilds;

/// <summary>One run of a model's build.</summary>
/// <param name="BuildId">Random id.</param>
/// <param name="ModelId">Which model, in its owner's words.</param>
/// <param name="Environment">Name of the environment that it read secrets of.</param>
/// <param name="Principal">Who started it.</param>
/// <param name="Status"><c>running</c>, <c>succeeded</c>, <c>failed</c>, <c>cancelled</c>, or <c>lost</c>: its runner went away without a word.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="FinishedAt">UTC; null while it runs.</param>
/// <param name="ExitCode">Of its process; null for none.</param>
/// <param name="Declared">Names of the secrets that it may read; none for all that its principal may.</param>
public sealed record ModelBuildProperties(
    string BuildId, string ModelId, string Environment, string Principal, string Status, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt,
    int? ExitCode, IReadOnlyList<string> Declared)
{
    /// <summary>The versions of secrets that it read; null in a list of builds.</summary>
    public IReadOnlyList<BuildSecretUse>? UsedSecrets { get; init; }

    /// <summary>The runner's summary: steps, redactions, artifacts, findings; null in a list of builds, and without one.</summary>
    public JsonElement? Summary { get; init; }
}

/// <summary>A build's reads of one version of a secret.</summary>
/// <param name="BuildId">The build.</param>
/// <param name="ModelId">Its model.</param>
/// <param name="Name">Name of the secret.</param>
/// <param name="Version">Its version.</param>
/// <param name="Principal">Through whom it was read.</param>
/// <param name="FirstAt">UTC.</param>
/// <param name="LastAt">UTC.</param>
/// <param name="Reads">How often.</param>
public sealed record BuildSecretUse(
    string BuildId, string ModelId, string Name, int Version, string Principal, DateTimeOffset FirstAt, DateTimeOffset LastAt, long Reads)
{
    /// <summary>How the build stands: <c>running</c> for one that may read the secret again, such as a model that is served.</summary>
    public string? Status { get; init; }
}

/// <summary>What a build wrote at one moment: whole lines, or a piece of a long one. Secrets are redacted.</summary>
/// <param name="Time">UTC.</param>
/// <param name="IsError">Whether it is from standard error.</param>
/// <param name="Text">The text.</param>
public sealed record BuildLogEntry(DateTimeOffset Time, bool IsError, string Text);

/// <summary>A piece of a build's log.</summary>
/// <param name="Items">What the build wrote.</param>
/// <param name="Next">What to read on behind.</param>
/// <param name="IsEnd">Whether the build has ended and nothing more comes.</param>
public sealed record BuildLogPage(IReadOnlyList<BuildLogEntry> Items, long Next, bool IsEnd);
