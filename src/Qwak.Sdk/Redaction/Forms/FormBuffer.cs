using System.Security.Cryptography;

namespace Qwak.Redaction.Forms;

/// <summary>Where a form of a secret is made: pinned, and zeroed when it is no longer needed.</summary>
internal sealed class FormBuffer : IDisposable
{
    private byte[] _bytes = [];
    private int _length;

    public Span<byte> Written => _bytes.AsSpan(0, _length);

    public void Append(byte value)
    {
        Room(1)[0] = value;
        _length++;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>Appends an escape: a prefix, and a number of so many hexadecimal digits.</summary>
    public void Append(ReadOnlySpan<byte> prefix, int number, int digits, bool upper = false)
    {
        Append(prefix);
        for (var shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        {
            Append((upper ? "0123456789ABCDEF"u8 : "0123456789abcdef"u8)[(number >> shift) & 15]);
        }
    }

    /// <summary>Appends a backslash and a letter, for a character that has one; false for others.</summary>
    public bool TryAppendNamed(Character character, ReadOnlySpan<byte> characters, ReadOnlySpan<byte> letters)
    {
        var named = character.IsAscii ? characters.IndexOf((byte)character.Value) : -1;
        if (named >= 0)
        {
            Append((byte)'\\');
            Append(letters[named]);
        }

        return named >= 0;
    }

    /// <summary>Room for methods of the platform to write to; <see cref="Advance"/> says how much they wrote.</summary>
    public Span<byte> Room(int length)
    {
        if (_bytes.Length - _length < length)
        {
            var larger = GC.AllocateUninitializedArray<byte>(Math.Max(2 * _bytes.Length, Math.Max(256, _length + length)), pinned: true);
            Written.CopyTo(larger);
            CryptographicOperations.ZeroMemory(_bytes);
            _bytes = larger;
        }

        return _bytes.AsSpan(_length);
    }

    public void Advance(int length) => _length += length;

    public void Clear() => _length = 0;

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        _length = 0;
    }

    public override string ToString() => "[redacted]";
}
