using System.Runtime.InteropServices;

namespace Qwak.EndToEnd.Tests.Processes;

/// <summary>Signals to one process that a test started.</summary>
internal static partial class Signals
{
    public static void Terminate(int id) => Assert.Equal(0, kill(id, 15));

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int kill(int process, int signal);
}
