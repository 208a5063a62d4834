namespace Qwak.Connectors.Parquet;

/// <summary>
/// A file of which only those parts are here that were asked for. Parquet.Net reads a page's header byte by byte and without
/// waiting, so what it is about to read is loaded before, within the use's own time.
/// </summary>
/// <param name="length">Of the whole file.</param>
/// <param name="open">Opens the bytes from one to another, both included.</param>
internal sealed class PartialFile(long length, Func<long, long, CancellationToken, Task<Stream>> open) : Stream
{
    private readonly List<(long Start, ReadOnlyMemory<byte> Bytes)> _parts = [];
    private CancellationToken _cancellationToken;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    /// <exception cref="InvalidDataException">The file has no such part.</exception>
    public async Task<ReadOnlyMemory<byte>> LoadAsync(long start, long size, CancellationToken cancellationToken)
    {
        if (start < 0 || size <= 0 || size > Length - start)
        {
            throw new InvalidDataException("A part that the file does not have.");
        }

        _cancellationToken = cancellationToken;
        var bytes = new byte[size];
        await using var part = await open(start, start + size - 1, cancellationToken);
        await part.ReadExactlyAsync(bytes, cancellationToken);
        _parts.Add((start, bytes));
        return bytes;
    }

    /// <summary>Leaves nothing of the file but these bytes.</summary>
    public void Narrow(long start, ReadOnlyMemory<byte> bytes)
    {
        Forget();
        _parts.Add((start, bytes));
    }

    public void Forget() => _parts.Clear();

    public override int Read(Span<byte> buffer)
    {
        // A damaged file can lead the reader in circles; each of them comes by here.
        _cancellationToken.ThrowIfCancellationRequested();
        if (buffer.IsEmpty)
        {
            return 0;
        }

        // Nothing reads up to the end of the file and past it: where that is tried, the file is damaged.
        var (start, bytes) = _parts.Find(part => Position >= part.Start && Position < part.Start + part.Bytes.Length);
        var rest = bytes.IsEmpty ? throw new InvalidDataException("A place outside of what the footer says.") : bytes.Span[(int)(Position - start)..];
        var read = int.Min(buffer.Length, rest.Length);
        rest[..read].CopyTo(buffer);
        Position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => Length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
