using System.CommandLine;

namespace Qwak.Server.Commands;

/// <summary>The verbs of <c>qwak server</c>.</summary>
internal static class ServerCommand
{
    public static RootCommand Create() => new("Run the Qwak Secret Service.") 
    {
        StartCommand.Create(), ResetAdminKeyCommand.Create(), AcceptRollbackCommand.Create(), VerifyAuditCommand.Create(), ResealCommand.Create(),
        DoctorCommand.Create(),
        BackupCommand.Create(), VerifyBackupCommand.Create(), RestoreCommand.Create(), MigrateCommand.Create(),
    };
}
