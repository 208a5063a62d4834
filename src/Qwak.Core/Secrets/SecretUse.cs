namespace Qwak.Core.Secrets;

/// <summary>A version of a secret goes to a part of the service or to a build: what is recorded with the event, for its lineage.</summary>
internal abstract record SecretUse(string EnvironmentId, string Name, int Version, DateTimeOffset At);

/// <summary>A build reads it.</summary>
internal sealed record BuildUse(string BuildId, string EnvironmentId, string Name, int Version, string Principal, DateTimeOffset At)
    : SecretUse(EnvironmentId, Name, Version, At);

/// <summary>A data source logs in with it.</summary>
internal sealed record SourceUse(string SourceId, string EnvironmentId, string Name, int Version, DateTimeOffset At)
    : SecretUse(EnvironmentId, Name, Version, At);
