using System.Security.Cryptography;

namespace Qwak.Core.Encryption;

/// <summary>
/// Authenticated encryption of one piece: <c>format(1) algorithm(1) nonce(12) ciphertext(n) tag(16)</c>, AES-256-GCM
/// with a random nonce. Everything stored encrypted has this layout; what it is and where it belongs is bound by the
/// associated data (see <see cref="AssociatedData"/>).
/// </summary>
internal static class SealedBox
{
    public const byte Format = 1;
    public const byte Aes256Gcm = 1;
    public const int KeySize = 32;
    public const int NonceSize = 12;
    public const int TagSize = 16;
    public const int Overhead = HeaderSize + NonceSize + TagSize;

    /// <summary>No key is longer, in bytes: the longest is a private one for signing.</summary>
    private const int LongestKey = 4096;

    private const int HeaderSize = 2;

    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        RandomNumberGenerator.Fill(nonce);
        return Seal(key, nonce, plaintext, associatedData);
    }

    /// <summary>Only for known-answer tests, and for <see cref="Seal(ReadOnlySpan{byte}, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>: the caller answers for the nonce.</summary>
    internal static byte[] Seal(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData)
    {
        var box = new byte[Overhead + plaintext.Length];
        box[0] = Format;
        box[1] = Aes256Gcm;
        nonce.CopyTo(box.AsSpan(HeaderSize));
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, plaintext, Body(box), Tag(box), associatedData);
        return box;
    }

    /// <summary>Decrypts into <paramref name="plaintext"/>, which has exactly <see cref="PlaintextLength"/> bytes.</summary>
    /// <exception cref="IntegrityException">The box, its place or its key is not what it was sealed with.</exception>
    public static void Open(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> associatedData, Span<byte> plaintext)
    {
        if (box.Length < Overhead || box[0] != Format || box[1] != Aes256Gcm)
        {
            throw new IntegrityException();
        }

        try
        {
            using var aes = new AesGcm(key, TagSize);
            aes.Decrypt(
                box.Slice(HeaderSize, NonceSize), box[(HeaderSize + NonceSize)..^TagSize], box[^TagSize..], plaintext, associatedData);
        }
        catch (AuthenticationTagMismatchException)
        {
            CryptographicOperations.ZeroMemory(plaintext);
            throw new IntegrityException();
        }
    }

    /// <summary>Decrypts a key.</summary>
    /// <exception cref="IntegrityException">As <see cref="Open"/>; or it is longer than any key.</exception>
    public static LockedBytes OpenLocked(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> associatedData)
    {
        var length = PlaintextLength(box);
        var opened = length is >= 1 and <= LongestKey ? new LockedBytes(length) : throw new IntegrityException();
        try
        {
            Open(key, box, associatedData, opened.Span);
            return opened;
        }
        catch (IntegrityException)
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>A box of what was encrypted elsewhere: the ciphertext, and behind it the tag.</summary>
    public static byte[] Assemble(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext) => [Format, Aes256Gcm, .. nonce, .. ciphertext];

    /// <summary>Nonce and ciphertext, for who decrypts it elsewhere.</summary>
    /// <exception cref="IntegrityException">It is no box.</exception>
    public static (byte[] Nonce, byte[] Ciphertext) TakeApart(ReadOnlySpan<byte> box) =>
        box.Length >= Overhead && box[0] == Format && box[1] == Aes256Gcm
            ? (box.Slice(HeaderSize, NonceSize).ToArray(), box[(HeaderSize + NonceSize)..].ToArray())
            : throw new IntegrityException();

    /// <summary>How many bytes the box holds.</summary>
    /// <exception cref="IntegrityException">It is too short to be one.</exception>
    public static int PlaintextLength(ReadOnlySpan<byte> box) =>
        box.Length >= Overhead ? box.Length - Overhead : throw new IntegrityException();

    private static Span<byte> Body(byte[] box) => box.AsSpan()[(HeaderSize + NonceSize)..^TagSize];

    private static Span<byte> Tag(byte[] box) => box.AsSpan()[^TagSize..];
}
