using System.Diagnostics;

namespace Qwak.Cli.Commands.Server;

/// <summary>A program that shares this one's terminal.</summary>
internal static class ChildProcess
{
    public static int Run(string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
