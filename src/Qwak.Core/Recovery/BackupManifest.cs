namespace Qwak.Core.Recovery;

/// <summary>What a backup holds; the first thing in it.</summary>
/// <param name="Version">Version of the service that wrote it.</param>
/// <param name="Schema">Schema of the store.</param>
/// <param name="StoreId">Id of the store.</param>
/// <param name="Counts">How many rows each table has.</param>
/// <param name="Files">Files of the data directory, by name: the certificates.</param>
internal sealed record BackupManifest(
    string Version, string Schema, string StoreId, IReadOnlyDictionary<string, long> Counts, IReadOnlyDictionary<string, string> Files);
