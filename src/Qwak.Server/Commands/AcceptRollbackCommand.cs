using System.CommandLine;
using Qwak.Server.Hosting;

namespace Qwak.Server.Commands;

/// <summary><c>qwak audit accept-rollback</c>: takes a store that is older than its anchor as it is, after a restore.</summary>
internal static class AcceptRollbackCommand
{
    public static Command Create()
    {
        var command = new Command(
            "accept-rollback",
            "Serve a store again that is older than its audit anchor, after a restore or a promotion. The service must be stopped; it is audited.");
        StoreArguments.AddTo(command);
        command.SetAction((parsed, _) => ServerHost.AcceptRollbackAsync(StoreArguments.Read(parsed)));
        return command;
    }
}
