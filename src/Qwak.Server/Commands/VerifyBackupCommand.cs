using System.CommandLine;
using Qwak.Server.Hosting;

namespace Qwak.Server.Commands;

/// <summary><c>qwak server verify-backup</c>: reads a whole backup and says what it holds, or what is wrong.</summary>
internal static class VerifyBackupCommand
{
    public static Command Create()
    {
        var command = new Command(
            "verify-backup",
            "Read a whole backup, check every chunk and every count, and say what it holds, or what is wrong and where. Needs only the key that it is"
            + " encrypted under, by default the store's seal: name its file. Exit code 1 when something is wrong.\n\nExample:"
            + " qwak server verify-backup /backup/qwak-monday --key-file /etc/qwak/seal-key")
        {
            BackupArguments.File,
        };
        BackupArguments.AddTo(command);
        SealArguments.Own.AddTo(command);
        command.SetAction((parsed, _) => RecoveryHost.VerifyBackupAsync(
            parsed.GetRequiredValue(BackupArguments.File), BackupArguments.Read(parsed) with { Store = SealArguments.Own.Read(parsed) }));
        return command;
    }
}
