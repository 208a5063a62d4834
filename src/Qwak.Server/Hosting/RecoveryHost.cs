using System.Globalization;
using Qwak.Core.Encryption.Seals;
using Qwak.Core.Recovery;
using Qwak.Core.Storage;

namespace Qwak.Server.Hosting;

/// <summary>Backup, restore and migration, and what is said of them. Results go to standard output, progress to standard error.</summary>
internal static class RecoveryHost
{
    public static async Task<int> BackupAsync(ServerOptions options, BackupSeal seal, string output)
    {
        using var directory = DataDirectory.Look(options.DataDirectory);
        var header = await Backup.WriteAsync(directory, ServerHost.StoreOptions(options, directory, own: null), seal, output, Tell);
        Say($"Backup {header.Name} is in {output} ({new FileInfo(output).Length:N0} bytes), under the {header.SealKind} seal {header.SealId}.");
        Say($"Keep {(seal.IsStores ? "the seal's key" : "its key, and the seal's key which a restore needs too,")} apart from it. To check it: qwak server verify-backup {output}");
        return 0;
    }

    public static async Task<int> VerifyBackupAsync(string file, BackupSeal seal)
    {
        using var backup = await BackupFile.OpenAsync(file, seal);
        Say($"Backup {backup.Header.Name}, under the {backup.Header.SealKind} seal {backup.Header.SealId}: {backup.Bytes:N0} bytes, {backup.Chunks.Count:N0} chunks.");
        var found = await BackupCheck.RunAsync(backup, TimeProvider.System, Tell);
        if (found.Manifest is { } manifest)
        {
            Say($"Written by version {manifest.Version}, schema {manifest.Schema}{(manifest.Schema == Database.Schema ? "" : $" (this version has {Database.Schema} and cannot restore it)")}, of store {manifest.StoreId}.");
            Say($"{manifest.Counts["secret"]:N0} secrets, {manifest.Counts["secret_version"]:N0} versions, {manifest.Counts["audit_event"]:N0} audit events, {manifest.Counts.Values.Sum():N0} rows in {manifest.Counts.Count} tables; {string.Join(", ", manifest.Files.Keys)}.");
        }

        Say($"{(found.Faults.Count == 0 ? "All of it is as it was written." : "It is damaged:")}");
        return Report(found.Faults);
    }

    public static async Task<int> RestoreAsync(ServerOptions options, BackupSeal seal, string file)
    {
        if (seal.IsStores)
        {
            seal = new BackupSeal(options.Seal.KeyFile ?? SealKeyFiles.Default(options.DataDirectory), options.Seal.PassphraseFile) { Store = options.Seal };
        }

        using var loggers = Logging.Loggers(options);
        using var backup = await BackupFile.OpenAsync(file, seal);
        using var directory = DataDirectory.Open(options.DataDirectory);
        var loaded = await Restore.RunAsync(backup, directory, ServerHost.StoreOptions(options, directory, own: null), loggers, Tell);
        Say($"Restored backup {backup.Header.Name} into {directory.Path}; the audit trail says so (store.restore).");
        Say($"What was set, revoked or deleted after the backup is undone: revoke again what was revoked since.");
        if (loaded.Rollback is { } reason)
        {
            Say($"{reason} It is not served until you accept that: qwak audit accept-rollback --data {directory.Path}");
        }

        return Report(loaded.Findings);
    }

    public static async Task<int> MigrateAsync(ServerOptions options)
    {
        using var loggers = Logging.Loggers(options);
        using var directory = DataDirectory.Open(options.DataDirectory);
        var loaded = await Migration.RunAsync(directory, ServerHost.StoreOptions(options, directory, own: null), loggers, Tell);
        Say($"The store is in PostgreSQL now; the audit trail says so (store.migrate). Start the service with --data {directory.Path} and --store.");
        Say($"Never serve {directory.DatabaseFile} again: remove it when all is well, it is a copy as of now.");
        return Report(loaded.Findings);
    }

    private static int Report(StoreFindings findings)
    {
        Say($"Verified: {findings.Values:N0} values decrypt, {findings.Events:N0} audit events fit.");
        if (findings.Faults.Count > 0)
        {
            Say($"What is wrong was so in the original already, and the rest can be used:");
        }

        return Report(findings.Faults);
    }

    private static int Report(IReadOnlyList<string> faults)
    {
        foreach (var fault in faults)
        {
            Say($"- {fault}");
        }

        return faults.Count == 0 ? 0 : 1;
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static void Tell(string progress) => Console.Error.WriteLine(progress);
}
