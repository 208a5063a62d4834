using System.Collections;
using System.Runtime.InteropServices;

namespace Qwak.Cli.Commands.Server;

/// <summary>The few calls of the operating system that .NET has no method for.</summary>
internal static partial class UnixProcess
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;

    private const int NoSuchFile = 2;

    /// <summary>Returns only when the program cannot be started.</summary>
    public static int Replace(string[] command)
    {
        // The runtime's copy of the environment, which may have changed, not the one that this process was started with.
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}");
        _ = ExecuteProgram(command[0], [.. command, null], [.. environment, null]);
        var error = Marshal.GetLastPInvokeError();
        var reason = error == NoSuchFile ? "no such file" : Marshal.GetPInvokeErrorMessage(error);
        throw new CliException($"Error: Cannot start {command[0]}: {reason}");
    }

    public static bool Signal(int processId, int signal) => SendSignal(processId, signal) == 0;

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ExecuteProgram(string path, string?[] arguments, string?[] environment);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);
}
