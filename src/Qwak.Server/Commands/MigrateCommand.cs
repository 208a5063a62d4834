using System.CommandLine;
using Qwak.Core;
using Qwak.Server.Hosting;

namespace Qwak.Server.Commands;

/// <summary><c>qwak server migrate</c>: moves the store of a data directory to PostgreSQL.</summary>
internal static class MigrateCommand
{
    private static readonly Option<string> From = new("--from")
    {
        Description = "Data directory whose SQLite store is moved. It stays as it is.",
        Required = true,
        HelpName = "DIR",
    };

    private static readonly Option<string?> To = new("--to")
    {
        Description = "Connection string of an empty PostgreSQL database (15 or later), such as \"Host=db;Database=qwak;Username=qwak\".",
        HelpName = "STRING",
    };

    private static readonly Option<string?> ToFile = new("--to-file")
    {
        Description = "File that holds the connection string of --to.",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        var command = new Command(
            "migrate",
            "Move a stopped service from SQLite to PostgreSQL: every secret, version, policy and audit event, and the logs of builds, in one transaction that is compared"
            + " row by row and verified before it is committed. Broken off, it has done nothing: start it again. The trail records it.\n\nExample:"
            + " qwak server migrate --from /var/lib/qwak --to \"Host=db;Database=qwak;Username=qwak\"")
        {
            From, To, ToFile,
        };
        SealArguments.Own.AddTo(command);
        command.SetAction((parsed, _) => RecoveryHost.MigrateAsync(new ServerOptions
        {
            DataDirectory = Path.GetFullPath(parsed.GetRequiredValue(From)),
            PostgreSql = StoreArguments.ReadStore(parsed, To, ToFile)
                ?? throw new StartupException("It is not said where to.", "Give the database with --to or --to-file."),
            Seal = SealArguments.Own.Read(parsed),
        }));
        return command;
    }
}
