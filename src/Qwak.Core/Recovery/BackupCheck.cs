using System.Globalization;

namespace Qwak.Core.Recovery;

/// <summary>Reads a whole backup: every chunk, and if all are good every record.</summary>
internal static class BackupCheck
{
    public static async Task<BackupFindings> RunAsync(BackupFile backup, TimeProvider time, Action<string> tell)
    {
        var faults = backup.FindDamage(new CopyProgress("chunks", backup.Chunks.Count, time, tell));
        if (faults.Count > 0)
        {
            return new BackupFindings(null, faults);
        }

        try
        {
            using var reader = backup.OpenRecords();
            var manifest = BackupRecords.ReadManifest(reader);
            await foreach (var table in BackupRecords.ReadTablesAsync(reader, manifest))
            {
                await CountAsync(table, manifest, faults);
            }

            if (reader.BaseStream.ReadByte() >= 0)
            {
                faults.Add("there is more behind the last table");
            }

            return new BackupFindings(manifest, faults);
        }
        catch (Exception e) when (e is IOException or FormatException or ArgumentException or InvalidDataException)
        {
            return new BackupFindings(null, [$"the records cannot be read ({e.GetType().Name}): it was written by another version, or wrongly"]);
        }
    }

    private static async Task CountAsync(TableRows table, BackupManifest manifest, List<string> faults)
    {
        var rows = 0L;
        await foreach (var _ in table.Rows)
        {
            rows++;
        }

        if (!manifest.Counts.TryGetValue(table.Table, out var promised) || rows != promised)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"table {table.Table} has {rows} rows, and was to have {promised}"));
        }
    }
}

/// <summary>What was found in a backup.</summary>
/// <param name="Manifest">What it holds; null when that cannot be trusted.</param>
/// <param name="Faults">What is wrong, and where; empty when all is good.</param>
internal sealed record BackupFindings(BackupManifest? Manifest, IReadOnlyList<string> Faults);
