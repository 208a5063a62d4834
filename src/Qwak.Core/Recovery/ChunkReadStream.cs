namespace Qwak.Core.Recovery;

/// <summary>The bytes in the chunks of a backup, each chunk checked before a byte of it is given out.</summary>
internal sealed class ChunkReadStream(BackupChunks chunks) : Stream
{
    private readonly byte[] _buffer = new byte[BackupChunks.Size];
    private int _position;
    private int _filled;
    private long _index;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_position == _filled && _index < chunks.Count)
        {
            (_position, _filled) = (0, chunks.Read(_index++, _buffer));
        }

        var count = Math.Min(buffer.Length, _filled - _position);
        _buffer.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
