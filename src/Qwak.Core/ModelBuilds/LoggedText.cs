using System.Buffers.Binary;
using System.Text;

namespace Qwak.Core.ModelBuilds;

/// <summary>Text that a build wrote at one moment: whole lines, or a piece of a long one. Redacted by its runner.</summary>
internal sealed record LoggedText(DateTimeOffset Time, bool IsError, string Text);

/// <summary>
/// A chunk's entries as bytes: for each the time in milliseconds (64 bits), 1 for standard error (8 bits), the text's length
/// (32 bits), all big-endian, and the text in UTF-8.
/// </summary>
internal static class BuildLogFormat
{
    private const int HeaderLength = sizeof(long) + sizeof(byte) + sizeof(int);

    public static byte[] Write(IReadOnlyList<LoggedText> entries)
    {
        var bytes = new byte[entries.Sum(entry => HeaderLength + Encoding.UTF8.GetByteCount(entry.Text))];
        var rest = bytes.AsSpan();
        foreach (var entry in entries)
        {
            var length = Encoding.UTF8.GetBytes(entry.Text, rest[HeaderLength..]);
            BinaryPrimitives.WriteInt64BigEndian(rest, entry.Time.ToUnixTimeMilliseconds());
            rest[sizeof(long)] = entry.IsError ? (byte)1 : (byte)0;
            BinaryPrimitives.WriteInt32BigEndian(rest[(sizeof(long) + 1)..], length);
            rest = rest[(HeaderLength + length)..];
        }

        return bytes;
    }

    public static IReadOnlyList<LoggedText> Read(ReadOnlySpan<byte> bytes)
    {
        var entries = new List<LoggedText>();
        while (!bytes.IsEmpty)
        {
            var time = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes));
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes[(sizeof(long) + 1)..]);
            entries.Add(new LoggedText(time, bytes[sizeof(long)] == 1, Encoding.UTF8.GetString(bytes.Slice(HeaderLength, length))));
            bytes = bytes[(HeaderLength + length)..];
        }

        return entries;
    }
}
