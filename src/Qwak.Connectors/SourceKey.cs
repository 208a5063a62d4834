namespace Qwak.Connectors;

/// <summary>Which source is used, and in which state.</summary>
/// <param name="Source">The source's id. Null for a definition that is only being tried: nothing of it is kept.</param>
/// <param name="Version">Changes with the definition and with each version of a secret that it names.</param>
internal sealed record SourceKey(string? Source, string Version);
