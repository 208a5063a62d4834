namespace Qwak.Core.ModelBuilds;

/// <summary>A build's reads of one version of a secret, and how that build stands.</summary>
internal sealed record RecordedUse(
    string BuildId, string ModelId, ModelBuildStatus Status, string Name, int Version, string Principal, DateTimeOffset FirstAt, DateTimeOffset LastAt, long Reads);
