using System.Security.Cryptography;

namespace Qwak.Builds.Processes;

/// <summary>
/// A folder for what must not reach a disk: in memory-backed storage where the machine has it, mode 0700, gone when it is
/// disposed. One that a killed runner left is removed by its <see cref="Reaper"/>.
/// </summary>
internal sealed class PrivateFolder : IDisposable
{
    private const string Memory = "/dev/shm";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public PrivateFolder()
    {
        var root = Directory.Exists(Memory) ? Memory : System.IO.Path.GetTempPath();
        Path = System.IO.Path.Combine(root, $"qwak-{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
        Create(Path);
    }

    public string Path { get; }

    /// <summary>Writes a file, mode 0600.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        var path = System.IO.Path.Combine(Path, name);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var file = new FileStream(path, options);
        file.Write(content);
        return path;
    }

    /// <summary>Makes a folder in it.</summary>
    public string Folder(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        Create(path);
        return path;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Its reaper was faster.
        }
    }

    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
    }
}
