using System.Text;
using Qwak.Wire.Builds;

namespace Qwak.Builds.Log;

/// <summary>
/// Takes one redacted output of a build: shows it at once as it is, and adds it to the log as text, cut behind a line's
/// end where there is one. Bytes that are no UTF-8 become U+FFFD in the log.
/// </summary>
internal sealed class LogSink(bool isError, BuildTerminal terminal, Func<LogEntry, ValueTask> add) : Stream
{
    /// <summary>Most bytes of an entry; a longer line is cut between characters.</summary>
    private const int MostBytes = 16 * 1024;

    private readonly byte[] _waiting = new byte[MostBytes];
    private int _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        terminal.Show(this, _waiting.AsSpan(0, _length), buffer.Span);
        while (!buffer.IsEmpty)
        {
            var taken = Math.Min(buffer.Length, MostBytes - _length);
            buffer[..taken].CopyTo(_waiting.AsMemory(_length));
            _length += taken;
            buffer = buffer[taken..];
            await AddAsync(_waiting.AsSpan(0, _length).LastIndexOf((byte)'\n') + 1).ConfigureAwait(false);
            if (_length == MostBytes)
            {
                await AddAsync(BetweenCharacters()).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Adds what is left of a line without an end.</summary>
    public Task CompleteAsync() => AddAsync(_length);

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("A log is written to asynchronously.");

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async Task AddAsync(int length)
    {
        if (length > 0)
        {
            await add(new LogEntry
            {
                TimeMilliseconds = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
                IsError = isError,
                Text = Encoding.UTF8.GetString(_waiting, 0, length),
            }).ConfigureAwait(false);
            _waiting.AsSpan(length, _length - length).CopyTo(_waiting);
            _length -= length;
        }
    }

    // The last character may continue in bytes that are still to come.
    private int BetweenCharacters()
    {
        var end = _length;
        while (end > _length - 4 && (_waiting[end - 1] & 0b1100_0000) == 0b1000_0000)
        {
            end--;
        }

        return end - 1 > 0 && _waiting[end - 1] >= 0b1100_0000 ? end - 1 : _length;
    }
}
