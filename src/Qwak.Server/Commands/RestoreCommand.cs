using System.CommandLine;
using Qwak.Server.Hosting;

namespace Qwak.Server.Commands;

/// <summary><c>qwak server restore</c>: puts a backup into an empty place.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var command = new Command(
            "restore",
            "Put a backup into a new data directory, or with --store into an empty database, on any machine that has the seal's key. All of the"
            + " backup is checked first and all of the store afterwards: every value, every row's MAC and the audit trail. The trail records the restore. What was changed"
            + " or revoked after the backup is undone by it.\n\nExample: qwak server restore /backup/qwak-monday --data /var/lib/qwak"
            + " --seal-key-file /etc/qwak/seal-key")
        {
            BackupArguments.File,
        };
        BackupArguments.AddTo(command);
        StoreArguments.AddTo(command);
        command.SetAction((parsed, _) => RecoveryHost.RestoreAsync(
            StoreArguments.Read(parsed), BackupArguments.Read(parsed), parsed.GetRequiredValue(BackupArguments.File)));
        return command;
    }
}
