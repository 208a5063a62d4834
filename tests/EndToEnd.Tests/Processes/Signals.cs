using System.Runtime.InteropServices;

namespace Qwak.EndToEnd.Tests.Processes;

/// <summary>Signals to one process that a test started.</summary>
internal static partial class Signals
{
    public static void Terminate(int id) => Assert.Equal(0, kill(id, 15));

    /// <summary>SIGSTOP: it stays as it is, and answers nothing.</summary>
    public static void Freeze(int id) => Assert.Equal(0, kill(id, 19));

    /// <summary>SIGCONT.</summary>
    public static void Thaw(int id) => Assert.Equal(0, kill(id, 18));

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int kill(int process, int signal);
}
