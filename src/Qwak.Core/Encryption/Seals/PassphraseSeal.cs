using System.Security.Cryptography;
using NSec.Cryptography;

namespace Qwak.Core.Encryption.Seals;

/// <summary>
/// A seal whose key comes from a passphrase, by Argon2id (RFC 9106) with the salt and the costs that the store keeps. The
/// passphrase is the content of a file, without the end of its last line; the file may be one that only lives in memory.
/// </summary>
internal sealed class PassphraseSeal : ISeal
{
    public const string Word = "passphrase";

    /// <summary>A passphrase that is guessed opens everything to who has a copy of the store.</summary>
    public const int ShortestPassphrase = 16;

    private const int LongestPassphrase = 4096;
    private readonly SealKey _key;

    private PassphraseSeal(LockedBytes key) => _key = new SealKey(key);

    public string Kind => Word;

    public string Id => _key.Id;

    /// <summary>Derives the seal's key; it takes the time and the memory that <paramref name="costs"/> say.</summary>
    /// <exception cref="StartupException">The file cannot be read, or what it holds is too short or too long.</exception>
    public static PassphraseSeal Open(string file, PassphraseCosts costs)
    {
        var text = Read(file);
        try
        {
            return Derive(text, costs, $"in {file}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    /// <param name="text">The passphrase, perhaps with the end of its line.</param>
    /// <param name="costs">How it is stretched.</param>
    /// <param name="where">Where it is from, for a message.</param>
    /// <exception cref="StartupException">It is too short or too long.</exception>
    public static PassphraseSeal Derive(ReadOnlySpan<byte> text, PassphraseCosts costs, string where)
    {
        var passphrase = text.TrimEnd("\r\n"u8);
        if (passphrase.Length is < ShortestPassphrase or > LongestPassphrase)
        {
            throw new StartupException(
                $"The passphrase {where} has {passphrase.Length} bytes.", $"It must have {ShortestPassphrase} to {LongestPassphrase}; a few random words are good.");
        }

        var argon2 = new Argon2id(new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = costs.MemoryKiB, NumberOfPasses = costs.Passes });
        var key = new LockedBytes(SealedBox.KeySize);
        argon2.DeriveBytes(passphrase, costs.Salt, key.Span);
        return new PassphraseSeal(key);
    }

    public ValueTask<byte[]> ProtectAsync(
        ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> associatedData, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_key.Protect(key, associatedData));

    public ValueTask<LockedBytes> UnprotectAsync(
        ReadOnlyMemory<byte> sealedKey, ReadOnlyMemory<byte> associatedData, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_key.Unprotect(sealedKey, associatedData));

    public void Dispose() => _key.Dispose();

    private static byte[] Read(string file)
    {
        PrivateFile.RequireHidden(file, "The passphrase's file", "change the passphrase if it may have been read");
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The passphrase's file {file} cannot be read ({e.GetType().Name}).", "Name the right one with --seal-passphrase-file.", e);
        }
    }
}
