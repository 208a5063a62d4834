namespace Qwak.Core.DataSources;

/// <summary>A data source and what it has to do with a secret.</summary>
/// <param name="Source">The source.</param>
/// <param name="IsNamed">Whether its definition names the secret now; if not, an earlier one did.</param>
/// <param name="Versions">Which versions it used, the newest first.</param>
internal sealed record SourceLineage(RegisteredSource Source, bool IsNamed, IReadOnlyList<UsedVersion> Versions);

/// <summary>A source's uses of one version of a secret.</summary>
internal sealed record UsedVersion(int Number, DateTimeOffset FirstAt, DateTimeOffset LastAt, long Uses);
