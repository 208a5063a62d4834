using System.Text;

namespace Qwak.Redaction.Search;

/// <summary>Collects the redacted text. Its memory is used again and again, so that clean text costs none.</summary>
internal sealed class RedactedOutput : IRedactionSink
{
    private byte[] _bytes = [];

    public int Length { get; private set; }

    public bool HasRedactions { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Pass(ReadOnlySpan<byte> clean)
    {
        clean.CopyTo(Room(clean.Length));
        Length += clean.Length;
    }

    public void Redact(long offset, long length, Pattern pattern)
    {
        HasRedactions = true;
        pattern.CountOne();
        Pass("[redacted:"u8);
        Length += Encoding.UTF8.GetBytes(pattern.Name, Room(Encoding.UTF8.GetMaxByteCount(pattern.Name.Length)));
        Pass("]"u8);
    }

    public void Clear() => Length = 0;

    private Span<byte> Room(int length)
    {
        if (_bytes.Length - Length < length)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, Length + length));
        }

        return _bytes.AsSpan(Length);
    }
}
