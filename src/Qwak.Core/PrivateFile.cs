using System.Text;

namespace Qwak.Core;

/// <summary>Files that only their owner may read: made with mode 0600, never widened afterwards, replaced as a whole.</summary>
internal static class PrivateFile
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode OthersMask =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Refuses a file that others can read or write, when it is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is, at the beginning of a sentence.</param>
    /// <param name="otherwise">What to do besides if it was open for long.</param>
    /// <exception cref="StartupException">Others have rights to it.</exception>
    public static void RequireHidden(string path, string what, string otherwise)
    {
        if (File.Exists(path) && IsOpenToOthers(path))
        {
            throw new StartupException($"{what} {path} can be read or written by others.", $"Run 'chmod 600 {path}', and {otherwise}.");
        }
    }

    /// <summary>Whether others have rights to a file or a directory; on Windows these are not looked at.</summary>
    public static bool IsOpenToOthers(string path) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OthersMask) != 0;

    /// <summary>Makes an empty file where there is none. SQLite gives its journals the mode of the database.</summary>
    public static void EnsureExists(string path)
    {
        if (!File.Exists(path))
        {
            new FileStream(path, Options(FileMode.OpenOrCreate)).Dispose();
        }
    }

    /// <summary>How to open a file for writing alone; when it is made, it is the owner's alone.</summary>
    public static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }

    /// <summary>Writes the file durably: a temporary file beside it, flushed to the disk, renamed over it, and the name flushed too.</summary>
    public static void Write(string path, string text)
    {
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var stream = new FileStream(temporary, Options(FileMode.CreateNew)))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        DirectoryEntries.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }
}
