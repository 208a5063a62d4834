using System.CommandLine;
using Qwak.Server.Hosting;

namespace Qwak.Server.Commands;

/// <summary><c>qwak server backup</c>: writes an encrypted backup, also while the service runs.</summary>
internal static class BackupCommand
{
    private static readonly Option<string?> Output = new("--output")
    {
        Description = "The new file (mode 0600). It appears when it is complete; one that is there is not replaced.",
        Required = true,
        HelpName = "FILE",
    };

    public static Command Create()
    {
        var command = new Command(
            "backup",
            "Write a backup of the store as of one moment, with its audit trail, the logs of builds and the local CA. The service may run meanwhile. The"
            + " file is encrypted under the store's seal, or under --key-file or --passphrase-file; then a restore needs that and the seal."
            + " Run it as the service's user.\n\nExample: qwak server backup --data /var/lib/qwak --output /backup/qwak-monday")
        {
            Output,
        };
        BackupArguments.AddTo(command);
        StoreArguments.AddTo(command);
        command.SetAction((parsed, _) => RecoveryHost.BackupAsync(
            StoreArguments.Read(parsed), BackupArguments.Read(parsed), Path.GetFullPath(StoreArguments.NewFile(parsed, Output)!)));
        return command;
    }
}
