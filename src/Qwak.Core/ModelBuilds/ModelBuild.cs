using Qwak.Core.Access;
using Qwak.Core.Encryption;

namespace Qwak.Core.ModelBuilds;

/// <summary>One run of a model's build.</summary>
/// <param name="Id">Random id.</param>
/// <param name="ModelId">Which model, in its owner's words.</param>
/// <param name="EnvironmentId">The only environment whose secrets it may read.</param>
/// <param name="Principal">Who started it.</param>
/// <param name="Credential">What started it, whose rights bound the build's.</param>
/// <param name="KeyHash">Keyed hash of the key that its child process logs in with.</param>
/// <param name="Declared">Names of the secrets that it may read; none for all that its principal may.</param>
/// <param name="Status">How it stands.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="FinishedAt">UTC; null while it runs.</param>
/// <param name="ExitCode">Of its process; null for none.</param>
/// <param name="Summary">JSON of the runner, without values.</param>
internal sealed record ModelBuild(
    string Id, string ModelId, string EnvironmentId, Principal Principal, string Credential, byte[] KeyHash, IReadOnlyList<string> Declared,
    ModelBuildStatus Status, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt = null, int? ExitCode = null, string? Summary = null)
{
    public bool IsRunning => FinishedAt is null;

    /// <summary>What the build's key is good for, which never changes: the row's MAC covers it.</summary>
    public FieldWriter Fields() => new FieldWriter()
        .Text("qwak/model-build").Text(Id).Text(ModelId).Text(EnvironmentId).Text(Principal.Id).Text(Credential).Bytes(KeyHash)
        .Text(string.Join('\n', Declared)).Number(StartedAt.ToUnixTimeMilliseconds());
}

/// <summary>How a build stands; stored and shown as its text.</summary>
internal enum ModelBuildStatus
{
    Running,
    Succeeded,
    Failed,
    Cancelled,

    /// <summary>Its runner went away without a word.</summary>
    Lost,
}

internal static class ModelBuildStatuses
{
    public static string Text(this ModelBuildStatus status) => status switch
    {
        ModelBuildStatus.Running => "running",
        ModelBuildStatus.Succeeded => "succeeded",
        ModelBuildStatus.Failed => "failed",
        ModelBuildStatus.Cancelled => "cancelled",
        ModelBuildStatus.Lost => "lost",
    };

    public static ModelBuildStatus Parse(string text) => text switch
    {
        "running" => ModelBuildStatus.Running,
        "succeeded" => ModelBuildStatus.Succeeded,
        "failed" => ModelBuildStatus.Failed,
        "cancelled" => ModelBuildStatus.Cancelled,
        _ => ModelBuildStatus.Lost,
    };
}

/// <summary>What became of a build, in its runner's words.</summary>
/// <param name="Status">One that ends it.</param>
/// <param name="ExitCode">Of its process; null for none.</param>
/// <param name="Summary">JSON, without values.</param>
internal sealed record ModelBuildOutcome(ModelBuildStatus Status, int? ExitCode, string? Summary);
