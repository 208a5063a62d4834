using System.CommandLine;
using System.CommandLine.Help;

namespace Qwak.Cli.Commands.Audit;

/// <summary><c>qwak audit accept-rollback</c>, for the help and for completion only: it is done on the server's machine, by the server's program.</summary>
internal sealed class AcceptRollbackCommand : Command
{
    public const string Verb = "accept-rollback";

    public AcceptRollbackCommand()
        : base(Verb, "On the server's machine, stopped: serve a store again that was restored: --data DIR")
    {
        TreatUnmatchedTokensAsErrors = false;
        SetAction(new HelpAction().Invoke);
    }
}
