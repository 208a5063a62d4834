namespace Qwak.Clients.Administration;

/// <summary>What came of setting a secret whose data sources were opened with the new value first.</summary>
/// <param name="Version">Number of the current version now.</param>
/// <param name="Unchanged">Whether the value was the current one already, so that there is no new version.</param>
/// <param name="Checks">The data sources that use the secret; none of them failed.</param>
public sealed record CheckedSecret(int Version, bool Unchanged, IReadOnlyList<CheckedDataSource> Checks);

/// <summary>A data source that was opened with a new value.</summary>
/// <param name="DataSource">Name of the source.</param>
/// <param name="Status"><c>ok</c>, <c>failed</c>, or <c>skipped</c> where no connector opens its kind.</param>
/// <param name="Message">What was found; never a value.</param>
public sealed record CheckedDataSource(string DataSource, string Status, string? Message = null);
