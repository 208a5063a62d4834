using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Qwak.Core.Encryption;

/// <summary>
/// Where a sealed box belongs, as bytes that its tag covers. Layout: the label, then each part, all as a 32-bit
/// big-endian length followed by UTF-8; numbers as 64-bit big-endian behind a length of 8. Lengths first, so that no
/// two places have the same bytes.
/// </summary>
internal static class AssociatedData
{
    /// <summary>The value of one secret version: format, algorithm, environment id, secret id, name, version.</summary>
    public static byte[] ForValue(VersionPlace place) => Build("qwak/value", place, keyId: null);

    /// <summary>The wrapped DEK of one secret version: the same, and the id of the key that wraps it.</summary>
    public static byte[] ForDataKey(VersionPlace place, string keyId) => Build("qwak/dek", place, keyId);

    /// <summary>A key of the service under a KEK: its purpose, its id and the KEK's id.</summary>
    public static byte[] ForServiceKey(string purpose, string id, string keyId) => Parts("qwak/service-key", purpose, id, keyId);

    /// <summary>A KEK under a seal: its id and the seal's.</summary>
    public static byte[] ForKeyEncryptionKey(string keyId, string sealId) => Parts("qwak/kek", keyId, sealId);

    /// <summary>The key of a backup under a seal: all that its header says before.</summary>
    public static byte[] ForBackupKey(string header) => Parts("qwak/backup-key", header);

    /// <summary>A chunk of a backup: the hash of the whole header, which chunk it is, and whether it is the last one.</summary>
    public static byte[] ForBackupChunk(string headerHash, long index, bool isLast) => Parts(
        "qwak/backup-chunk", headerHash, index.ToString(CultureInfo.InvariantCulture), isLast ? "last" : "more");

    private static byte[] Build(string label, VersionPlace place, string? keyId)
    {
        var writer = new Writer(Size(label) + 4 + 2 + Size(place.EnvironmentId) + Size(place.SecretId) + Size(place.Name) + 12
            + (keyId is null ? 0 : Size(keyId)));
        writer.Text(label);
        writer.Bytes([SealedBox.Format, SealedBox.Aes256Gcm]);
        writer.Text(place.EnvironmentId);
        writer.Text(place.SecretId);
        writer.Text(place.Name);
        writer.Number(place.Version);
        if (keyId is not null)
        {
            writer.Text(keyId);
        }

        return writer.Buffer;
    }

    private static byte[] Parts(params ReadOnlySpan<string> parts)
    {
        var size = 0;
        foreach (var part in parts)
        {
            size += Size(part);
        }

        var writer = new Writer(size);
        foreach (var part in parts)
        {
            writer.Text(part);
        }

        return writer.Buffer;
    }

    private static int Size(string text) => 4 + Encoding.UTF8.GetByteCount(text);

    private struct Writer(int size)
    {
        private int _position;

        public readonly byte[] Buffer { get; } = new byte[size];

        public void Text(string text)
        {
            var length = Encoding.UTF8.GetBytes(text, Buffer.AsSpan(_position + 4));
            Length(length);
            _position += length;
        }

        public void Bytes(ReadOnlySpan<byte> bytes)
        {
            Length(bytes.Length);
            bytes.CopyTo(Buffer.AsSpan(_position));
            _position += bytes.Length;
        }

        public void Number(long number)
        {
            Length(8);
            BinaryPrimitives.WriteInt64BigEndian(Buffer.AsSpan(_position), number);
            _position += 8;
        }

        private void Length(int length)
        {
            BinaryPrimitives.WriteInt32BigEndian(Buffer.AsSpan(_position), length);
            _position += 4;
        }
    }
}
