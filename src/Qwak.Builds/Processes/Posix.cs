using System.Runtime.InteropServices;

namespace Qwak.Builds.Processes;

/// <summary>The few calls of the operating system that .NET has no method for.</summary>
internal static partial class Posix
{
    public const int SIGINT = 2;
    public const int SIGKILL = 9;
    public const int SIGTERM = 15;

    private const int PR_SET_DUMPABLE = 4;

    /// <summary>No core dump is written of this process, and no other process of the user may attach to it or read its memory.</summary>
    public static void ProtectThisProcess()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetProcess(PR_SET_DUMPABLE, 0, 0, 0, 0);
        }
    }

    /// <summary>Signals all processes of a group.</summary>
    public static void SignalGroup(int groupId, int signal) => _ = Kill(-groupId, signal);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetProcess(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);
}
