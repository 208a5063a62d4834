using System.Security.Cryptography;
using Qwak.Core.Encryption;

namespace Qwak.Core.Recovery;

/// <summary>A backup that is read. The header needs no key; everything else does.</summary>
internal sealed class BackupFile : IDisposable
{
    private readonly FileStream _file;
    private readonly LockedBytes _key;

    private BackupFile(FileStream file, BackupHeader header, LockedBytes key) =>
        (_file, Header, _key, Chunks) = (file, header, key, new BackupChunks(file, header, key));

    public BackupHeader Header { get; }

    public BackupChunks Chunks { get; }

    public long Bytes => _file.Length;

    /// <exception cref="StartupException">It cannot be read, is no backup, or is encrypted under another key.</exception>
    public static async Task<BackupFile> OpenAsync(string path, BackupSeal seal)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BackupChunks.Size);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The backup {path} cannot be read ({e.GetType().Name}).", "Name a backup that this user can read.", e);
        }

        try
        {
            var header = BackupHeader.Read(file);
            using var opened = seal.Open(header);
            return new BackupFile(file, header, await header.OpenKeyAsync(opened));
        }
        catch (Exception e)
        {
            await file.DisposeAsync();
            throw e is FormatException or IntegrityException or EndOfStreamException or CryptographicException
                ? new StartupException($"{path} is not a backup of this service, or its header (the first lines) was altered.", "Take another copy of it.", e)
                : e;
        }
    }

    /// <summary>Reads all chunks and names those that are damaged.</summary>
    public List<string> FindDamage(CopyProgress progress)
    {
        var (damage, plaintext) = (new List<string>(), new byte[BackupChunks.Size]);
        for (var index = 0L; index < Chunks.Count; index++)
        {
            try
            {
                Chunks.Read(index, plaintext);
            }
            catch (BackupDamageException e)
            {
                damage.Add(e.Message);
            }

            progress.Step("read");
        }

        return damage;
    }

    /// <summary>The records from their beginning.</summary>
    public BinaryReader OpenRecords() => new(new BufferedStream(new ChunkReadStream(Chunks)), BackupRecords.TextEncoding);

    public void Dispose()
    {
        _key.Dispose();
        _file.Dispose();
    }
}
