namespace Qwak.Core.Storage;

/// <summary>The directory that holds the store and the certificates: made with mode 0700, and held by one process.</summary>
public sealed class DataDirectory : IDisposable
{
    private const string DatabaseName = "store.db";
    private const string LockName = "lock";
    private const string WriterFileName = "writer-id";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream? _lock;

    private DataDirectory(string path, FileStream? @lock) => (Path, _lock) = (path, @lock);

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>The SQLite file.</summary>
    public string DatabaseFile => File(DatabaseName);

    /// <summary>Opens a data directory of ours, or makes one of a missing or empty directory.</summary>
    /// <exception cref="StartupException">It is not ours, in use, or unreadable.</exception>
    public static DataDirectory Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            var isNew = !Directory.Exists(path) || !Directory.EnumerateFileSystemEntries(path).Any();
            if (isNew)
            {
                Create(path);
            }
            else if (!System.IO.File.Exists(System.IO.Path.Combine(path, DatabaseName))
                && !System.IO.File.Exists(System.IO.Path.Combine(path, LockName)))
            {
                throw new StartupException(
                    $"{path} is not a data directory of this service: it is not empty and holds no {DatabaseName}.",
                    "Name an empty or a new directory with --data.");
            }

            return new DataDirectory(path, Lock(path));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StartupException(
                $"The data directory {path} cannot be read or written by this user.",
                $"Start as its owner, or run 'chown -R {Environment.UserName} {path}'.", e);
        }
        catch (IOException e)
        {
            throw new StartupException(
                $"The data directory {path} cannot be used: {e.Message}", "Name another with --data.", e);
        }
    }

    /// <summary>One that another process may hold: for who only looks, and makes nothing.</summary>
    /// <exception cref="StartupException">There is none.</exception>
    public static DataDirectory Look(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        return System.IO.File.Exists(System.IO.Path.Combine(path, LockName))
            ? new DataDirectory(path, @lock: null)
            : throw new StartupException($"{path} is not a data directory of this service.", "Name the one that the service is started with.");
    }

    /// <summary>Path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>
    /// Name of this process's audit chain in a store that several share: made once, and held like the directory itself by
    /// one process at a time.
    /// </summary>
    public string WriterName
    {
        get
        {
            var file = File(WriterFileName);
            if (!System.IO.File.Exists(file))
            {
                PrivateFile.Write(file, RandomId.New() + "\n");
            }

            return System.IO.File.ReadAllText(file).Trim();
        }
    }

    /// <summary>Lets another process have it.</summary>
    public void Dispose() => _lock?.Dispose();

    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, OwnerOnly);
        System.IO.File.SetUnixFileMode(path, OwnerOnly);
    }

    // An exclusive advisory lock (flock): it ends with the process, however that ends.
    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(path, LockName), PrivateFile.Options(FileMode.OpenOrCreate));
        }
        catch (IOException e) when (e is not FileNotFoundException and not DirectoryNotFoundException)
        {
            throw new StartupException(
                $"The data directory {path} is in use by another process.", "Stop that one first, or name another with --data.", e);
        }
    }
}
