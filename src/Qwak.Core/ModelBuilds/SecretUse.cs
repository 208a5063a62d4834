namespace Qwak.Core.ModelBuilds;

/// <summary>A build reads a version of a secret: what is recorded with the read's event.</summary>
internal sealed record SecretUse(string BuildId, string EnvironmentId, string Name, int Version, string Principal, DateTimeOffset At);

/// <summary>A build's reads of one version of a secret, and how that build stands.</summary>
internal sealed record RecordedUse(
    string BuildId, string ModelId, ModelBuildStatus Status, string Name, int Version, string Principal, DateTimeOffset FirstAt, DateTimeOffset LastAt, long Reads);
