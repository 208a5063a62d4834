using System.Globalization;
using Qwak.Core.Encryption;

namespace Qwak.Core.Recovery;

/// <summary>
/// The encrypted part of a backup: chunks of 64 KiB, each a <see cref="SealedBox"/> under the file's own key that is bound to
/// the header, to its number and to whether it is the last one. So a flipped bit, a chunk that was moved, taken out or put in
/// from another backup, and a tail that was cut off or added are all found, and where.
/// </summary>
internal sealed class BackupChunks(Stream file, BackupHeader header, LockedBytes key)
{
    public const int Size = 64 * 1024;

    private const int BoxSize = Size + SealedBox.Overhead;
    private readonly long _begin = header.Bytes.Length;
    private readonly string _hash = header.Hash;
    private readonly byte[] _box = new byte[BoxSize];

    /// <summary>How many there are; even an empty backup has one.</summary>
    public long Count => Math.Max(1, (file.Length - _begin + BoxSize - 1) / BoxSize);

    public void Append(long index, ReadOnlySpan<byte> plaintext, bool isLast) =>
        file.Write(SealedBox.Seal(key.Span, plaintext, AssociatedData.ForBackupChunk(_hash, index, isLast)));

    /// <summary>Decrypts a chunk.</summary>
    /// <returns>How many bytes it holds.</returns>
    /// <exception cref="BackupDamageException">It is not as it was written.</exception>
    public int Read(long index, byte[] plaintext)
    {
        file.Position = _begin + (index * BoxSize);
        var box = _box.AsSpan(0, file.ReadAtLeast(_box, BoxSize, throwOnEndOfStream: false));
        var isLast = index == Count - 1;
        if (TryOpen(box, index, isLast, plaintext))
        {
            return box.Length - SealedBox.Overhead;
        }

        var isWhole = TryOpen(box, index, !isLast, plaintext);
        throw new BackupDamageException(string.Create(CultureInfo.InvariantCulture, $"chunk {index + 1} of {Count} (bytes {_begin + (index * BoxSize)} to {_begin + (index * BoxSize) + box.Length}) ")
            + (isWhole ? isLast ? "is not the last one: the tail was cut off behind it" : "is the last one: what follows was added"
            : isLast ? "was altered or cut short" : "was altered, or is in another's place"));
    }

    private bool TryOpen(ReadOnlySpan<byte> box, long index, bool isLast, byte[] plaintext)
    {
        try
        {
            SealedBox.Open(key.Span, box, AssociatedData.ForBackupChunk(_hash, index, isLast), plaintext.AsSpan(0, SealedBox.PlaintextLength(box)));
            return true;
        }
        catch (IntegrityException)
        {
            return false;
        }
    }
}

/// <summary>A part of a backup is not as it was written; the message says which.</summary>
internal sealed class BackupDamageException(string message) : Exception(message);
