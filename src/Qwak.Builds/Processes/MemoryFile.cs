using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Qwak.Builds.Processes;

/// <summary>
/// A file without a name, in memory, that the processes inherit which are started while it is there. Nobody can change it;
/// it is gone with the last process that has it.
/// </summary>
internal sealed partial class MemoryFile : IDisposable
{
    private const int F_ADD_SEALS = 1033;
    private const uint MFD_ALLOW_SEALING = 2;
    private const int AllSeals = 0b1111;

    private readonly SafeFileHandle _handle;

    /// <exception cref="QwakException">The machine has no such files.</exception>
    public MemoryFile(ReadOnlySpan<byte> content)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new QwakException("A secret in a descriptor needs Linux; use --secret or --file here.", QwakErrorCodes.NotConfigured);
        }

        _handle = Create("qwak-secret", MFD_ALLOW_SEALING);
        if (_handle.IsInvalid)
        {
            throw new QwakException(
                $"The system gives no file in memory: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}", QwakErrorCodes.NotConfigured);
        }

        RandomAccess.Write(_handle, content, fileOffset: 0);
        _ = Control(_handle, F_ADD_SEALS, AllSeals);
    }

    /// <summary>Where a process that inherited it finds it.</summary>
    public string Path => $"/dev/fd/{_handle.DangerousGetHandle()}";

    public void Dispose() => _handle.Dispose();

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle Create(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(SafeFileHandle file, int command, int argument);
}
