using System.Security.Cryptography;

namespace Qwak.Core.Recovery;

/// <summary>Puts a stream of bytes into chunks. What is disposed of before <see cref="Complete"/> has no last chunk, and so is no backup.</summary>
internal sealed class ChunkWriteStream(BackupChunks chunks) : Stream
{
    private readonly byte[] _buffer = new byte[BackupChunks.Size];
    private int _filled;
    private long _index;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_filled == _buffer.Length)
            {
                Append(isLast: false);
            }

            var part = buffer[..Math.Min(buffer.Length, _buffer.Length - _filled)];
            part.CopyTo(_buffer.AsSpan(_filled));
            _filled += part.Length;
            buffer = buffer[part.Length..];
        }
    }

    /// <summary>Writes the last chunk.</summary>
    public void Complete()
    {
        Append(isLast: true);
        CryptographicOperations.ZeroMemory(_buffer);
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Append(bool isLast)
    {
        chunks.Append(_index++, _buffer.AsSpan(0, _filled), isLast);
        _filled = 0;
    }
}
