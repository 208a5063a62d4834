using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Qwak.Core.Encryption;

/// <summary>
/// Fields as bytes that a hash or a MAC is taken over: each text behind its length in bytes (32-bit big-endian, -1 for
/// none), numbers as 64-bit big-endian. Lengths first, so that no two sequences of fields have the same bytes.
/// </summary>
internal sealed class FieldWriter(int capacity = 512)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(capacity);

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    /// <summary>Begins anew in the same memory.</summary>
    public FieldWriter Clear()
    {
        _buffer.ResetWrittenCount();
        return this;
    }

    public FieldWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        _buffer.Write(bytes);
        return this;
    }

    public FieldWriter Number(long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(_buffer.GetSpan(sizeof(long)), number);
        _buffer.Advance(sizeof(long));
        return this;
    }

    public FieldWriter Text(string? text)
    {
        var span = _buffer.GetSpan(sizeof(int) + (text is null ? 0 : Encoding.UTF8.GetMaxByteCount(text.Length)));
        var length = text is null ? -1 : Encoding.UTF8.GetBytes(text, span[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(span, length);
        _buffer.Advance(sizeof(int) + Math.Max(0, length));
        return this;
    }
}
