using System.Runtime.InteropServices;

namespace Qwak.Server;

/// <summary>What the process owes to the secrets in its memory and files.</summary>
internal static partial class PrivateProcess
{
    private const int OwnerOnly = 0b000_111_111;
    private const int PR_SET_DUMPABLE = 4;
    private const int RLIMIT_CORE = 4;

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
            // Two bolts: a program that handles core dumps through a pipe does not ask the limit, nor does every kernel's
            // fs.suid_dumpable heed the flag.
            _ = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
            _ = setrlimit(RLIMIT_CORE, new ResourceLimit(Current: 0, Maximum: 0));
        }
    }

    /// <summary>
    /// Gives what nobody uses any more back to the system, which clears it: libraries make copies of keys and values that they
    /// leave to the collector.
    /// </summary>
    public static void ReturnFreeMemory() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int umask(int mask);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int setrlimit(int resource, in ResourceLimit limit);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int prctl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct ResourceLimit(nuint Current, nuint Maximum);
}
