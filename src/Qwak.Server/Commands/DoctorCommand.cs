using System.CommandLine;
using Qwak.Server.Hosting;

namespace Qwak.Server.Commands;

/// <summary><c>qwak server doctor</c>: looks whether all is well, while the service runs or is stopped.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var backups = new Option<string?>("--backups")
        {
            Description = "Folder that backups are put into; the newest file in it tells the age of the last one.",
            HelpName = "DIR",
        };
        var output = new Option<string>("--output")
        {
            Description = "'text' to read, 'json' for scripts.",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => "text",
        };
        output.AcceptOnlyFromAmong("text", "json");
        var command = new Command(
            "doctor",
            "Look at seal, store, disk, clock, certificate, audit trail, backup and key, and say what to do. It changes nothing, and the service may run."
            + " Exit code 1 when something has failed, else 0.")
        {
            backups, output,
        };
        StoreArguments.AddTo(command);
        CertificateArguments.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(
            CertificateArguments.Read(parsed, StoreArguments.Read(parsed)), parsed.GetValue(backups), parsed.GetValue(output) == "json"));
        return command;
    }

    private static async Task<int> RunAsync(ServerOptions options, string? backups, bool asJson)
    {
        var report = new DoctorReport(await ServerHost.ExamineAsync(options, backups));
        Console.Write(asJson ? report.ToJson() : report.ToText());
        return report.HasFailed ? 1 : 0;
    }
}
