using System.CommandLine;
using System.Text.Json;
using Qwak.Core.Storage;
using Qwak.Rest;
using Qwak.Server.Hosting;

namespace Qwak.Server.Commands;

/// <summary><c>qwak server verify-audit</c>: verifies the audit trail of a store that is not served, or of a copy.</summary>
internal static class VerifyAuditCommand
{
    public static Command Create()
    {
        var command = new Command(
            "verify-audit", "Verify the audit trail of a store while its service is stopped. Prints the result as JSON; exit code 1 when something is wrong.");
        StoreArguments.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(StoreArguments.Read(parsed)));
        return command;
    }

    private static async Task<int> RunAsync(ServerOptions options)
    {
        using var directory = DataDirectory.Open(options.DataDirectory);
        var found = await ServerHost.VerifyAuditAsync(options, directory);
        Console.WriteLine(JsonSerializer.Serialize(found, RestJson.Default.AuditVerification));
        return found.IsGood ? 0 : 1;
    }
}
