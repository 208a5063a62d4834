using System.CommandLine;
using Qwak.Server.Hosting;

namespace Qwak.Server.Commands;

/// <summary><c>qwak server reset-admin-key</c>: the way back in when the last administrator's key is lost.</summary>
internal static class ResetAdminKeyCommand
{
    public static Command Create()
    {
        var command = new Command(
            "reset-admin-key",
            "Make a new administrator's API key and revoke the old ones. The service must be stopped; the seal's key is needed, and it is audited.");
        StoreArguments.AddTo(command);
        command.SetAction((parsed, _) => ServerHost.ResetAdminKeyAsync(StoreArguments.Read(parsed)));
        return command;
    }
}
