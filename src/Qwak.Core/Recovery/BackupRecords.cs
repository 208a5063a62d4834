using System.Text;

namespace Qwak.Core.Recovery;

/// <summary>
/// The records in a backup, the same whatever database they come from and go to: the manifest, then for each table its name,
/// its columns and its rows. Before each row is a 1, behind the last one a 0. A value is a byte for its kind, and itself:
/// nothing, a 64-bit number, a text, or bytes behind their length, as <see cref="BinaryWriter"/> writes them.
/// </summary>
internal static class BackupRecords
{
    private const byte Null = 0;
    private const byte Number = 1;
    private const byte Text = 2;
    private const byte Blob = 3;

    public static void Write(BinaryWriter writer, BackupManifest manifest)
    {
        writer.Write(manifest.Version);
        writer.Write(manifest.Schema);
        writer.Write(manifest.StoreId);
        writer.Write7BitEncodedInt(manifest.Counts.Count);
        foreach (var (table, rows) in manifest.Counts)
        {
            writer.Write(table);
            writer.Write(rows);
        }

        writer.Write7BitEncodedInt(manifest.Files.Count);
        foreach (var (name, content) in manifest.Files)
        {
            writer.Write(name);
            writer.Write(content);
        }
    }

    public static BackupManifest ReadManifest(BinaryReader reader)
    {
        var (version, schema, storeId) = (reader.ReadString(), reader.ReadString(), reader.ReadString());
        var counts = new Dictionary<string, long>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            counts.Add(reader.ReadString(), reader.ReadInt64());
        }

        var files = new Dictionary<string, string>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            files.Add(reader.ReadString(), reader.ReadString());
        }

        return new BackupManifest(version, schema, storeId, counts, files);
    }

    /// <param name="writer">Where to.</param>
    /// <param name="table">The rows.</param>
    /// <param name="progress">Told of each row.</param>
    public static async Task WriteAsync(BinaryWriter writer, TableRows table, CopyProgress progress)
    {
        writer.Write(table.Table);
        writer.Write7BitEncodedInt(table.Columns.Count);
        foreach (var column in table.Columns)
        {
            writer.Write(column);
        }

        await foreach (var row in table.Rows)
        {
            writer.Write(true);
            Array.ForEach(row, value => Write(writer, value));
            progress.Step(table.Table);
        }

        writer.Write(false);
    }

    /// <summary>The tables, each of which must be read to its end before the next one.</summary>
    public static async IAsyncEnumerable<TableRows> ReadTablesAsync(BinaryReader reader, BackupManifest manifest)
    {
        for (var left = manifest.Counts.Count; left > 0; left--)
        {
            var table = reader.ReadString();
            var columns = new string[reader.Read7BitEncodedInt()];
            for (var i = 0; i < columns.Length; i++)
            {
                columns[i] = reader.ReadString();
            }

            yield return new TableRows(table, columns, ReadRowsAsync(reader, columns.Length));
        }

        await Task.CompletedTask;
    }

    private static async IAsyncEnumerable<object?[]> ReadRowsAsync(BinaryReader reader, int columns)
    {
        while (reader.ReadBoolean())
        {
            var row = new object?[columns];
            for (var i = 0; i < columns; i++)
            {
                row[i] = ReadValue(reader);
            }

            yield return row;
        }

        await Task.CompletedTask;
    }

    private static void Write(BinaryWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.Write(Null);
                break;
            case long number:
                writer.Write(Number);
                writer.Write(number);
                break;
            case string text:
                writer.Write(Text);
                writer.Write(text);
                break;
            case byte[] bytes:
                writer.Write(Blob);
                writer.Write7BitEncodedInt(bytes.Length);
                writer.Write(bytes);
                break;
            default:
                throw new ArgumentException(value.GetType().Name, nameof(value));
        }
    }

    private static object? ReadValue(BinaryReader reader) => reader.ReadByte() switch
    {
        Null => null,
        Number => reader.ReadInt64(),
        Text => reader.ReadString(),
        Blob => reader.ReadBytes(reader.Read7BitEncodedInt()),
        var other => throw new InvalidDataException($"There is no kind {other} of value."),
    };

    /// <summary>Text that cannot be written back as it was is an error, not a question mark.</summary>
    public static Encoding TextEncoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
