using System.IO.MemoryMappedFiles;
using Qwak.EndToEnd.Tests.Processes;

namespace Qwak.EndToEnd.Tests.Durability;

/// <summary>How a disk fails, as faults.c counts them.</summary>
public enum Fault
{
    None = 0,
    DiskFull = 1,
    InputOutputError = 2,
    ShortWrite = 3,
    FailedSync = 4,
}

/// <summary>A disk that fails when it is told to: faults.c, compiled and preloaded under the server.</summary>
internal sealed class FaultyDisk : IDisposable
{
    private const int Size = 6 * sizeof(int);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qwak-disk-");
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _control;

    private FaultyDisk()
    {
        File.WriteAllBytes(ControlFile, new byte[Size]);
        _file = MemoryMappedFile.CreateFromFile(ControlFile, FileMode.Open, mapName: null, Size);
        _control = _file.CreateViewAccessor(0, Size);
    }

    /// <summary>Calls of the armed kind since it was armed.</summary>
    public int Seen => _control.ReadInt32(3 * sizeof(int));

    /// <summary>Calls that were made to fail since it was armed.</summary>
    public int Failed => _control.ReadInt32(4 * sizeof(int));

    /// <summary>Writes and syncs of the store since the start.</summary>
    public int All => _control.ReadInt32(5 * sizeof(int));

    private string ControlFile => Path.Combine(_folder.FullName, "control");

    private string Library => Path.Combine(_folder.FullName, "faults.so");

    public static async Task<FaultyDisk> MakeAsync()
    {
        var disk = new FaultyDisk();
        var source = Path.Combine(Repository.Root, "tests/EndToEnd.Tests/Durability/faults.c");
        var compiled = await Command.RunAsync("gcc", ["-shared", "-fPIC", "-O1", "-o", disk.Library, source, "-ldl"]);
        Assert.True(compiled.ExitCode == 0, compiled.Error);
        return disk;
    }

    /// <summary>What the server is started with.</summary>
    public Dictionary<string, string> Variables(ServedStore store) => new()
    {
        ["LD_PRELOAD"] = Library,
        ["QWAK_FAULT_CONTROL"] = ControlFile,
        ["QWAK_FAULT_FILES"] = Path.Combine(store.Place.Data, "store.db"),
    };

    /// <summary>From now on the k-th write (or sync) fails, once or for good.</summary>
    public void Arm(Fault fault, int k, bool forGood = false)
    {
        Heal();
        _control.Write(1 * sizeof(int), k);
        _control.Write(2 * sizeof(int), forGood ? 1 : 0);
        _control.Write(3 * sizeof(int), 0);
        _control.Write(4 * sizeof(int), 0);
        _control.Write(0, (int)fault);
        _control.Flush();
    }

    public void Heal() => _control.Write(0, 0);

    public void Dispose()
    {
        _control.Dispose();
        _file.Dispose();
        _folder.Delete(recursive: true);
    }
}
