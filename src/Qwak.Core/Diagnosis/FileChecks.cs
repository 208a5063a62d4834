using System.Globalization;

namespace Qwak.Core.Diagnosis;

/// <summary>The data directory as files: who may read it, how much room there is, and how old the last backup is.</summary>
internal static class FileChecks
{
    private const long Mebibyte = 1024 * 1024;
    private const long LittleRoom = 1024 * Mebibyte;
    private const long NoRoom = 64 * Mebibyte;

    /// <summary>A backup each day, and time for it to be made.</summary>
    private static readonly TimeSpan OldBackup = TimeSpan.FromHours(26);

    public static CheckResult Files(string directory)
    {
        const string Check = "files";
        var open = Directory.EnumerateFiles(directory).Prepend(directory).FirstOrDefault(PrivateFile.IsOpenToOthers);
        return open is null
            ? CheckResult.Ok(Check, $"{directory} and its files are the owner's alone.")
            : CheckResult.Failed(Check, $"{open} can be read or written by others.", $"Run 'chmod go= {open}', and rotate the keys if it may have been read.");
    }

    public static CheckResult Disk(string directory)
    {
        const string Check = "disk";
        var free = new DriveInfo(directory).AvailableFreeSpace;
        var text = string.Create(CultureInfo.InvariantCulture, $"{free / Mebibyte} MiB are free for {directory}.");
        var remedy = "Free the disk: while it is full nothing is served. --audit-retention-days bounds how the audit trail grows.";
        return free < NoRoom ? CheckResult.Failed(Check, text, remedy)
            : free < LittleRoom ? CheckResult.Warning(Check, text, remedy)
            : CheckResult.Ok(Check, text);
    }

    /// <param name="backups">The folder that backups are put into; null when it was not named.</param>
    /// <param name="now">The time.</param>
    public static CheckResult Backup(string? backups, DateTimeOffset now)
    {
        const string Check = "backup";
        if (backups is null)
        {
            return CheckResult.Warning(Check, "It is not known when the last backup was made.", "Name the folder that backups are put into with --backups.");
        }

        if (!Directory.Exists(backups) || !Directory.EnumerateFiles(backups, "*", SearchOption.AllDirectories).Any())
        {
            return CheckResult.Failed(Check, $"There is no backup in {backups}.", "Make one now, and each day.");
        }

        var newest = Directory.EnumerateFiles(backups, "*", SearchOption.AllDirectories).Max(File.GetLastWriteTimeUtc);
        var text = string.Create(CultureInfo.InvariantCulture, $"The newest file in {backups} is from {newest:yyyy-MM-dd HH:mm}Z.");
        return now.UtcDateTime - newest > OldBackup
            ? CheckResult.Warning(Check, text, "See why none was made since; what was set after it would be lost with the disk.")
            : CheckResult.Ok(Check, text);
    }
}
