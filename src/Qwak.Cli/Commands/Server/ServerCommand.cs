using System.CommandLine;
using System.CommandLine.Help;

namespace Qwak.Cli.Commands.Server;

/// <summary>
/// <c>qwak server</c>. Most of it is for the help and for completion only: <c>Program.cs</c> hands the words to the server before
/// anything is parsed. Sealing and unsealing are calls of a running service, and ours.
/// </summary>
internal sealed class ServerCommand : Command
{
    public ServerCommand(CliContext context)
        : base("server", "Run the service itself; 'qwak server --help' is the server's own help")
    {
        TreatUnmatchedTokensAsErrors = false;
        Add(new Command("start", "Start the service: --data DIR --listen HOST:PORT ...") { TreatUnmatchedTokensAsErrors = false });
        Add(new Command("reset-admin-key", "Make a new API key of the administrator: --data DIR") { TreatUnmatchedTokensAsErrors = false });
        Add(new Command("verify-audit", "Verify the audit trail of a stopped service: --data DIR") { TreatUnmatchedTokensAsErrors = false });
        Add(new Command("reseal", "Put the store of a stopped service under another seal: --data DIR") { TreatUnmatchedTokensAsErrors = false });
        Add(new Command("doctor", "Look whether all is well, and say what to do: --data DIR") { TreatUnmatchedTokensAsErrors = false });
        Add(new SealCommand(context));
        Add(new UnsealCommand(context));
        Add(new Command("backup", "Write an encrypted backup while the service runs: --data DIR --output FILE") { TreatUnmatchedTokensAsErrors = false });
        Add(new Command("verify-backup", "Read a whole backup and say what is wrong with it: FILE --key-file FILE") { TreatUnmatchedTokensAsErrors = false });
        Add(new Command("restore", "Put a backup into an empty place: FILE --data DIR") { TreatUnmatchedTokensAsErrors = false });
        Add(new Command("migrate", "Move a stopped service from SQLite to PostgreSQL: --from DIR --to STRING") { TreatUnmatchedTokensAsErrors = false });
        SetAction(new HelpAction().Invoke);
    }
}
