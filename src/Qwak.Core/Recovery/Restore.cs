using Microsoft.Extensions.Logging;
using Qwak.Core.Audit;
using Qwak.Core.Storage;

namespace Qwak.Core.Recovery;

/// <summary>Puts a backup into an empty place, after all of it was checked.</summary>
internal static class Restore
{
    /// <exception cref="StartupException">The backup is damaged or of another schema, or the place is not empty; it stays as it was.</exception>
    public static async Task<LoadedStore> RunAsync(
        BackupFile backup, DataDirectory directory, StoreOptions options, ILoggerFactory loggers, Action<string> tell)
    {
        var found = await BackupCheck.RunAsync(backup, options.Time, tell);
        if (found.Manifest is not { } manifest || found.Faults.Count > 0)
        {
            throw new StartupException($"The backup is damaged: {string.Join("; ", found.Faults)}.", "Nothing was restored. Take another copy of it, or another backup.");
        }

        if (manifest.Schema != Database.Schema)
        {
            throw new StartupException(
                $"The backup has the schema {manifest.Schema}, and this version ({Database.Schema}) has another.",
                $"Restore it with version {manifest.Version}, whose data a later version then takes over at its start.");
        }

        using var reader = backup.OpenRecords();
        BackupRecords.ReadManifest(reader);
        return await new StoreLoad(directory, options, loggers, tell).RunAsync(
            BackupRecords.ReadTablesAsync(reader, manifest), manifest.Counts.Values.Sum(),
            new AuditEvent { Time = StoreTime.Now(options.Time), Action = AuditActions.StoreRestore, Name = backup.Header.Name },
            () => WriteFiles(directory, manifest.Files));
    }

    // Only those that a backup takes along: a name in it must not reach any other place.
    private static void WriteFiles(DataDirectory directory, IReadOnlyDictionary<string, string> files)
    {
        foreach (var name in Backup.Files.Where(files.ContainsKey))
        {
            PrivateFile.Write(directory.File(name), files[name]);
        }
    }
}
