namespace Qwak.Clients.Administration;

/// <summary>What a data source has to do with a secret.</summary>
/// <param name="DataSource">Name of the source.</param>
/// <param name="IsNamed">Whether its definition names the secret now; if not, an earlier one did.</param>
/// <param name="Versions">Which versions it used, the newest first.</param>
public sealed record DataSourceSecretUse(string DataSource, bool IsNamed, IReadOnlyList<DataSourceVersionUse> Versions);

/// <summary>A data source's uses of one version of a secret.</summary>
/// <param name="Version">The version.</param>
/// <param name="FirstAt">UTC.</param>
/// <param name="LastAt">UTC.</param>
/// <param name="Uses">How often.</param>
public sealed record DataSourceVersionUse(int Version, DateTimeOffset FirstAt, DateTimeOffset LastAt, long Uses);
