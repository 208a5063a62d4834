using Qwak.Redaction.Search;

namespace Qwak.Redaction;

/// <summary>
/// A stream to write to: what is written goes on to another stream, with secrets replaced by <c>[redacted:NAME]</c>. What may
/// be the beginning of a secret waits for what follows, also when the stream is flushed; everything else goes on at once. The
/// outcome does not depend on how the text is cut into writes. Dispose it to write the rest. Not thread-safe, as streams are.
/// </summary>
public sealed class RedactingStream : Stream
{
    private readonly Stream _inner;
    private readonly Redactor _redactor;
    private readonly bool _leaveOpen;
    private readonly RedactionPass _pass = new();
    private readonly RedactedOutput _output = new();
    private bool _isDisposed;

    /// <summary>Makes a stream in front of another.</summary>
    /// <param name="inner">Where the redacted text goes.</param>
    /// <param name="redactor">What is redacted; it may learn more while the stream is in use.</param>
    /// <param name="leaveOpen">Whether <paramref name="inner"/> stays open when this stream is disposed.</param>
    public RedactingStream(Stream inner, Redactor redactor, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(redactor);
        (_inner, _redactor, _leaveOpen) = (inner, redactor, leaveOpen);
    }

    /// <inheritdoc />
    public override bool CanRead => false;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => !_isDisposed;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Redact(buffer);
        if (_output.Length > 0)
        {
            _inner.Write(_output.Written.Span);
        }
    }

    /// <inheritdoc />
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

#pragma warning disable RS0027 // The optional parameter is Stream's.
    /// <inheritdoc />
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
#pragma warning restore RS0027
    {
        // Before anything is taken in: what was would else be lost.
        cancellationToken.ThrowIfCancellationRequested();
        Redact(buffer.Span);
        return _output.Length > 0 ? _inner.WriteAsync(_output.Written, cancellationToken) : ValueTask.CompletedTask;
    }

    /// <summary>Flushes the stream behind. What may be the beginning of a secret still waits.</summary>
    public override void Flush() => _inner.Flush();

    /// <inheritdoc cref="Flush" />
    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    /// <summary>Writes what has waited, and closes the stream behind unless it is to stay open.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (Complete())
        {
            await _inner.WriteAsync(_output.Written).ConfigureAwait(false);
            await _inner.FlushAsync().ConfigureAwait(false);
            if (!_leaveOpen)
            {
                await _inner.DisposeAsync().ConfigureAwait(false);
            }
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Writes what has waited, and closes the stream behind unless it is to stay open.</summary>
    /// <param name="disposing">Whether <see cref="Stream.Dispose()"/> was called.</param>
    protected override void Dispose(bool disposing)
    {
        if (disposing && Complete())
        {
            _inner.Write(_output.Written.Span);
            _inner.Flush();
            if (!_leaveOpen)
            {
                _inner.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private void Redact(ReadOnlySpan<byte> text)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _output.Clear();
        _redactor.Write(_pass, text, _output);
    }

    // False when it was done before. What waited is in the output then.
    private bool Complete()
    {
        if (_isDisposed)
        {
            return false;
        }

        _isDisposed = true;
        _output.Clear();
        _redactor.Complete(_pass, _output);
        _pass.Dispose();
        return true;
    }
}
