namespace Qwak.Clients.Connection;

/// <summary>
/// The folder <c>.qwak</c>, shared with other processes and with the Python client. Files are replaced whole
/// (temporary file, then rename), so that a reader never sees half of one, and only their owner may read them.
/// </summary>
internal sealed class QwakHome(string root)
{
    public const string ConfigFile = "config";
    public const string AuthFile = "auth";

    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(5);

    private readonly string _folder = Path.Combine(root, ".qwak");

    public static string Locate(Func<string, string?> variables) =>
        variables("QWAK_HOME") is { Length: > 0 } home
            ? home
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    public string PathOf(string file) => Path.Combine(_folder, file);

    /// <summary>The file's text; empty when there is none or it cannot be read.</summary>
    public string Read(string file)
    {
        try
        {
            return ReadIfThere(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Reads, changes and replaces a file under its lock.</summary>
    /// <exception cref="QwakException">It cannot be written.</exception>
    public void Update(string file, Func<string, string> change)
    {
        try
        {
            CreateFolder();
            using (Lock(file))
            {
                Replace(PathOf(file), change(ReadIfThere(file)));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new QwakException($"Cannot write {PathOf(file)}: {e.Message}", QwakErrorCodes.NotConfigured, innerException: e);
        }
    }

    // What is there but cannot be read must not be taken for empty and overwritten.
    private string ReadIfThere(string file) => File.Exists(PathOf(file)) ? File.ReadAllText(PathOf(file)) : "";

    private static void Replace(string path, string text)
    {
        var temporary = path + "." + Path.GetRandomFileName();
        try
        {
            using (var writer = new StreamWriter(new FileStream(temporary, PrivateFile(FileMode.CreateNew))))
            {
                writer.Write(text);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static FileStreamOptions PrivateFile(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
        }
        else
        {
            Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>An advisory lock (flock), the one that the Python client takes on the same file.</summary>
    private FileStream Lock(string file)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(PathOf(file + ".lock"), PrivateFile(FileMode.OpenOrCreate));
            }
            catch (IOException) when (TimeProvider.System.GetElapsedTime(started) < LockPatience)
            {
                // The file is small and the lock held for a moment: sleeping is simpler than being asynchronous here.
                Thread.Sleep(10);
            }
        }
    }
}
