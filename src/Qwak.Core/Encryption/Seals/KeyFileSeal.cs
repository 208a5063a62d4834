using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Qwak.Core.Encryption.Seals;

/// <summary>
/// A seal whose key lies in a file of mode 0600: one line, <c>qwak-seal-key-v1 </c> and 32 bytes in base64url. Keep
/// it apart from the data directory and its backups: together they open everything.
/// </summary>
internal sealed class KeyFileSeal : ISeal
{
    public const string Word = "key-file";

    private readonly SealKey _key;

    private static ReadOnlySpan<byte> Header => "qwak-seal-key-v1 "u8;

    private KeyFileSeal(LockedBytes key) => _key = new SealKey(key);

    public string Kind => Word;

    public string Id => _key.Id;

    /// <summary>Makes a new key file; its folder exists.</summary>
    public static KeyFileSeal Create(string path)
    {
        var key = LockedBytes.Random(SealedBox.KeySize);
        PrivateFile.Write(path, Encoding.ASCII.GetString(Header) + Base64Url.EncodeToString(key.Span) + "\n");
        return new KeyFileSeal(key);
    }

    /// <summary>Reads a key file.</summary>
    /// <exception cref="StartupException">It is missing, open to others, or not a key file.</exception>
    public static KeyFileSeal Open(string path)
    {
        PrivateFile.RequireHidden(path, "The seal's key file", "replace the key if it may have been read");
        byte[] text;
        try
        {
            text = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The seal's key file {path} cannot be read ({e.GetType().Name}).",
                "Put the key file back from where it is kept, or name its place with --seal-key-file.", e);
        }

        try
        {
            return Parse(text) ?? throw new StartupException($"{path} is not a seal's key file.", "Name the right one with --seal-key-file.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    /// <summary>The seal of a key file's content; null when it is none.</summary>
    public static KeyFileSeal? Parse(ReadOnlySpan<byte> text)
    {
        var line = text.Trim(" \t\r\n"u8);
        if (!line.StartsWith(Header) || !Base64Url.IsValid(line[Header.Length..], out var size) || size != SealedBox.KeySize)
        {
            return null;
        }

        var key = new LockedBytes(SealedBox.KeySize);
        Base64Url.DecodeFromUtf8(line[Header.Length..], key.Span);
        return new KeyFileSeal(key);
    }

    public ValueTask<byte[]> ProtectAsync(
        ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> associatedData, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_key.Protect(key, associatedData));

    public ValueTask<LockedBytes> UnprotectAsync(
        ReadOnlyMemory<byte> sealedKey, ReadOnlyMemory<byte> associatedData, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_key.Unprotect(sealedKey, associatedData));

    public void Dispose() => _key.Dispose();
}
