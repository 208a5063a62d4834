using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Qwak;

/// <summary>
/// The plaintext of a secret. It cannot print, serialise or log itself: <see cref="ToString"/> is
/// <c>[redacted]</c>, and <see cref="Reveal"/> is the only way out. Dispose it to erase it from memory.
/// </summary>
[DebuggerDisplay("[redacted]")]
public sealed class SecretValue : IDisposable, IEquatable<SecretValue>
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Pinned, so that the garbage collector leaves no copy behind when it compacts.
    private byte[]? _utf8;

    private SecretValue(byte[] utf8) => _utf8 = utf8;

    /// <summary>Makes a value from text.</summary>
    /// <param name="text">Any text that can be encoded as UTF-8; empty is allowed.</param>
    /// <exception cref="ArgumentException">The text holds half of a surrogate pair. The message does not repeat it.</exception>
    public static SecretValue FromString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            var utf8 = Allocate(StrictUtf8.GetByteCount(text));
            StrictUtf8.GetBytes(text, utf8);
            return new SecretValue(utf8);
        }
        catch (EncoderFallbackException)
        {
            // The original exception carries a piece of the value.
            throw new ArgumentException("The value is not valid Unicode text.", nameof(text));
        }
    }

    /// <summary>Makes a value from UTF-8 bytes, which are copied.</summary>
    /// <exception cref="ArgumentException">The bytes are not valid UTF-8. The message does not repeat them.</exception>
    public static SecretValue FromUtf8(ReadOnlySpan<byte> utf8)
    {
        if (!System.Text.Unicode.Utf8.IsValid(utf8))
        {
            throw new ArgumentException("The value is not valid UTF-8; encode binary data, for example as base64.", nameof(utf8));
        }

        var copy = Allocate(utf8.Length);
        utf8.CopyTo(copy);
        return new SecretValue(copy);
    }

    /// <summary>The plaintext. Do not print or log it.</summary>
    /// <exception cref="ObjectDisposedException">The value was erased.</exception>
    public string Reveal() => Encoding.UTF8.GetString(RevealUtf8());

    /// <summary>Always <c>[redacted]</c>.</summary>
    public override string ToString() => "[redacted]";

    /// <summary>Compares two values in constant time.</summary>
    public bool Equals(SecretValue? other) =>
        other is not null && CryptographicOperations.FixedTimeEquals(RevealUtf8(), other.RevealUtf8());

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as SecretValue);

    /// <summary>The same for all values, so that a hash code tells nothing of the value.</summary>
    public override int GetHashCode() => 0;

    /// <summary>Erases the plaintext from memory.</summary>
    public void Dispose()
    {
        if (_utf8 is { } utf8)
        {
            _utf8 = null;
            CryptographicOperations.ZeroMemory(utf8);
        }
    }

    internal ReadOnlySpan<byte> RevealUtf8() => _utf8 ?? throw new ObjectDisposedException(nameof(SecretValue));

    /// <summary>Takes over an array made by <see cref="Allocate"/>, whose bytes are known to be valid.</summary>
    internal static SecretValue Adopt(byte[] utf8) => new(utf8);

    internal static byte[] Allocate(int length) =>
        length == 0 ? [] : GC.AllocateUninitializedArray<byte>(length, pinned: true);
}
