using System.Runtime.InteropServices;

namespace Qwak.Server;

/// <summary>What the process owes to the secrets in its memory and files.</summary>
internal static partial class PrivateProcess
{
    private const int OwnerOnly = 0b000_111_111;
    private const int PR_SET_DUMPABLE = 4;

    /// <summary>Files are made for the owner only; no core dump is written and no other process of the user may attach.</summary>
    public static void Protect()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        _ = umask(OwnerOnly);
        if (OperatingSystem.IsLinux())
        {
            _ = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
        }
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int umask(int mask);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int prctl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);
}
