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

    private const string Header = "qwak-seal-key-v1 ";
    private readonly SealKey _key;

    private KeyFileSeal(byte[] key) => _key = new SealKey(key);

    public string Kind => Word;

    public string Id => _key.Id;

    /// <summary>Makes a new key file; its folder exists.</summary>
    public static KeyFileSeal Create(string path)
    {
        var key = RandomNumberGenerator.GetBytes(SealedBox.KeySize);
        PrivateFile.Write(path, Header + Base64Url.EncodeToString(key) + "\n");
        return new KeyFileSeal(key);
    }

    /// <summary>Reads a key file.</summary>
    /// <exception cref="StartupException">It is missing, open to others, or not a key file.</exception>
    public static KeyFileSeal Open(string path)
    {
        PrivateFile.RequireHidden(path, "The seal's key file", "replace the key if it may have been read");
        string text;
        try
        {
            text = File.ReadAllText(path, Encoding.ASCII).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The seal's key file {path} cannot be read ({e.GetType().Name}).",
                "Put the key file back from where it is kept, or name its place with --seal-key-file.", e);
        }

        return text.StartsWith(Header, StringComparison.Ordinal) && TryDecode(text[Header.Length..]) is { } key
            ? new KeyFileSeal(key)
            : throw new StartupException($"{path} is not a seal's key file.", "Name the right one with --seal-key-file.");
    }

    public ValueTask<byte[]> ProtectAsync(
        ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> associatedData, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_key.Protect(key, associatedData));

    public ValueTask<byte[]> UnprotectAsync(
        ReadOnlyMemory<byte> sealedKey, ReadOnlyMemory<byte> associatedData, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_key.Unprotect(sealedKey, associatedData));

    public void Dispose() => _key.Dispose();

    private static byte[]? TryDecode(string text) =>
        Base64Url.IsValid(text) && Base64Url.DecodeFromChars(text) is { Length: SealedBox.KeySize } key ? key : null;
}
