using System.Globalization;
using System.Text.Json;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Core.Audit;

/// <summary>The audit file and those that were full: <c>FILE.1</c>, <c>FILE.2</c>, … the higher the newer.</summary>
internal static class AuditFilePlace
{
    private const int LongestLine = 64 * 1024;

    /// <summary>Opens it at its end, and makes it (mode 0600) where there is none. A line that broke off is taken away.</summary>
    public static FileStream Open(string path)
    {
        var isNew = !File.Exists(path);
        var options = PrivateFile.Options(FileMode.OpenOrCreate);
        options.Share = FileShare.Read;

        // No buffer: what a full disk refused would be tried again, and fail again, when the file is closed.
        options.BufferSize = 0;
        var stream = new FileStream(path, options);
        try
        {
            if (isNew)
            {
                DirectoryEntries.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
            }

            stream.SetLength(EndOfLines(stream));
            stream.Seek(0, SeekOrigin.End);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public static void Rotate(string path)
    {
        File.Move(path, string.Create(CultureInfo.InvariantCulture, $"{path}.{LastNumber(path) + 1}"));
        DirectoryEntries.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>The event of the newest line; null when there is none.</summary>
    public static AuditEventRecord? LastLine(string path) =>
        Last(path) ?? (LastNumber(path) is > 0 and var number ? Last(string.Create(CultureInfo.InvariantCulture, $"{path}.{number}")) : null);

    private static AuditEventRecord? Last(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var lines = Tail(stream).AsSpan().TrimEnd((byte)'\n');
        try
        {
            return lines.IsEmpty ? null : JsonSerializer.Deserialize(lines[(lines.LastIndexOf((byte)'\n') + 1)..], RestJson.Default.AuditEventRecord);
        }
        catch (JsonException)
        {
            // Not ours, or cut: no event of this store.
            return new AuditEventRecord(0, 0, default, null, "", null, null, null, "", null, null, 1);
        }
    }

    private static long EndOfLines(FileStream stream)
    {
        var tail = Tail(stream);
        return stream.Length - tail.Length + tail.AsSpan().LastIndexOf((byte)'\n') + 1;
    }

    private static byte[] Tail(FileStream stream)
    {
        var tail = new byte[Math.Min(stream.Length, LongestLine)];
        stream.Seek(-tail.Length, SeekOrigin.End);
        stream.ReadExactly(tail);
        return tail;
    }

    private static int LastNumber(string path)
    {
        var name = Path.GetFullPath(path) + ".";
        return Directory.EnumerateFiles(Path.GetDirectoryName(name)!)
            .Where(file => file.StartsWith(name, StringComparison.Ordinal))
            .Select(file => int.TryParse(file[name.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .DefaultIfEmpty().Max();
    }
}
