using System.Security.Cryptography;

namespace Qwak.Core.Encryption;

/// <summary>
/// MACs of the store's mutable rows (HMAC-SHA256). Each covers the row's state and its revision; the event of the change
/// that made it carries the revision too. So a row that was edited, and one that was put back from an older copy, are
/// both found by the next read of it.
/// </summary>
internal sealed class RowMacs(LockedBytes key) : IDisposable
{
    /// <summary>The MAC of a row.</summary>
    /// <param name="fields">What kind of row it is, then all its fields, then its revision.</param>
    public byte[] Of(FieldWriter fields) => HMACSHA256.HashData(key.Span, fields.Written);

    /// <summary>Whether a row is as its last event left it.</summary>
    public bool IsGood(FieldWriter fields, long revision, Storage.RowSeal seal)
    {
        try
        {
            Check(fields, seal.Mac, revision, seal.LastRevision);
            return true;
        }
        catch (IntegrityException)
        {
            return false;
        }
    }

    /// <param name="fields">As in <see cref="Of"/>.</param>
    /// <param name="mac">As stored; null for none.</param>
    /// <param name="revision">The row's revision.</param>
    /// <param name="lastRevision">The revision in the last event that changed the row; null for none.</param>
    /// <exception cref="IntegrityException">The row was altered, or is older than its last event.</exception>
    public void Check(FieldWriter fields, byte[]? mac, long revision, long? lastRevision)
    {
        Span<byte> right = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Span, fields.Written, right);
        if (!CryptographicOperations.FixedTimeEquals(right, mac) || lastRevision > revision)
        {
            throw new IntegrityException();
        }
    }

    public void Dispose() => key.Dispose();
}
