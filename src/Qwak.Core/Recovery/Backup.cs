using Qwak.Core.Encryption;
using Qwak.Core.Storage;

namespace Qwak.Core.Recovery;

/// <summary>Writes a backup of a store: one moment of it, while its service may go on.</summary>
internal static class Backup
{
    /// <summary>Files of the data directory that go along: without them clients would have to trust another CA.</summary>
    public static readonly IReadOnlyList<string> Files = ["ca.pem", "ca.key", "server.pem", "server.key"];

    private const string Part = ".part";

    /// <param name="directory">The store's data directory, which its service may hold.</param>
    /// <param name="options">How the store is opened.</param>
    /// <param name="key">What to encrypt it under, in place of the store's seal.</param>
    /// <param name="output">The file, which is not there yet.</param>
    /// <param name="tell">Told how far it has come.</param>
    /// <exception cref="StartupException">It cannot be made; there is no file then.</exception>
    public static async Task<BackupHeader> WriteAsync(
        DataDirectory directory, StoreOptions options, BackupSeal key, string output, Action<string> tell)
    {
        if (Path.Exists(output))
        {
            throw new StartupException($"{output} is there already.", "Name a new file with --output; a backup replaces nothing.");
        }

        using var dialect = options.Dialect(directory);
        await using var snapshot = await StoreSnapshot.OpenAsync(dialect);
        using var seal = key.ForNew() ?? await new StoreSeal(directory, options).OpenAsync(snapshot.Connection);
        if (key.IsStores)
        {
            // A backup under a key that does not open the store would be noticed only when it is needed.
            (await KeyringSeal.UnsealAsync(seal.Seal, await KeyEncryptionKeyTable.ListAsync(snapshot.Connection))).Dispose();
        }

        using var fileKey = LockedBytes.Random(SealedBox.KeySize);
        try
        {
            var header = await BackupHeader.NewAsync(seal, fileKey.Memory, StoreTime.Now(options.Time));
            await WriteAsync(snapshot, new BackupManifest(
                typeof(Backup).Assembly.GetName().Version!.ToString(3), Database.Schema,
                (await StoreStateTable.FindAsync(snapshot.Connection, StoreStateTable.StoreId))!, snapshot.Counts, ReadFiles(directory)),
                header, fileKey, output, new CopyProgress("rows", snapshot.Counts.Values.Sum(), options.Time, tell));
            return header;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The backup {output} cannot be written: {e.Message.TrimEnd('.')}.", "Free the disk, or name another file with --output.", e);
        }
    }

    private static async Task WriteAsync(
        StoreSnapshot snapshot, BackupManifest manifest, BackupHeader header, LockedBytes fileKey, string output, CopyProgress progress)
    {
        // What an earlier one that was broken off left is written over; what another one is writing is locked.
        var part = output + Part;
        var file = new FileStream(part, PrivateFile.Options(FileMode.OpenOrCreate));
        try
        {
            await using (file)
            {
                file.SetLength(0);
                file.Write(header.Bytes);
                var chunks = new ChunkWriteStream(new BackupChunks(file, header, fileKey));
                await using var writer = new BinaryWriter(chunks, BackupRecords.TextEncoding);
                BackupRecords.Write(writer, manifest);
                await foreach (var table in snapshot.TablesAsync())
                {
                    await BackupRecords.WriteAsync(writer, table, progress);
                }

                writer.Flush();
                chunks.Complete();
                file.Flush(flushToDisk: true);
            }

            File.Move(part, output, overwrite: false);
            DirectoryEntries.Flush(Path.GetDirectoryName(output)!);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    private static Dictionary<string, string> ReadFiles(DataDirectory directory) =>
        Files.Where(name => File.Exists(directory.File(name))).ToDictionary(name => name, name => File.ReadAllText(directory.File(name)));
}
