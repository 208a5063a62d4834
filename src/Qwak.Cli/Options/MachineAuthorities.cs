using System.Runtime.InteropServices;

namespace Qwak.Cli.Options;

/// <summary>
/// Reading the machine's 140 certificate authorities takes .NET about 40 ms on Linux, even where a CA file is configured and none of
/// them would be trusted. Then they are hidden from this process. Its children are not affected: they get the environment that .NET
/// keeps, not the C library's.
/// </summary>
internal static partial class MachineAuthorities
{
    public static void LeaveUnread()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetVariable("SSL_CERT_DIR", "/dev/null/none", 1);
            _ = SetVariable("SSL_CERT_FILE", "/dev/null/none", 1);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
