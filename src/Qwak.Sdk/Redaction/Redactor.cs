using System.Diagnostics;
using System.Text;
using Qwak.Redaction.Forms;
using Qwak.Redaction.Search;

namespace Qwak.Redaction;

/// <summary>
/// Knows secrets in all forms that programs ordinarily print them in, and replaces them by <c>[redacted:NAME]</c>. Secrets may
/// be added at any time; they are redacted from then on. Thread-safe. It holds plaintext: dispose it to erase that.
/// </summary>
[DebuggerDisplay("[redacted]")]
public sealed class Redactor : IDisposable
{
    /// <summary>Forms of a secret that have fewer bytes are not redacted: they would be found in all text.</summary>
    public const int MinimumLength = Pattern.MinimumLength;

    private const int ReadLength = 64 * 1024;

    private readonly ReaderWriterLockSlim _lock = new();
    private readonly PatternSet _patterns = new();
    private bool _isDisposed;

    /// <summary>How often which secret was redacted in which form, by all streams together.</summary>
    public IReadOnlyList<RedactionCount> Counts => Read(patterns => patterns.Counts());

    /// <summary>Adds a secret. Further values under the same name are added to it.</summary>
    /// <param name="name">The name that stands in its place.</param>
    /// <param name="value">The value. It is not disposed.</param>
    /// <returns>The forms that are redacted from now on; none when the value is too short.</returns>
    public RegisteredSecret Add(string name, SecretValue value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        _lock.EnterWriteLock();
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return new RegisteredSecret(name, SecretForms.Add(_patterns, name, value.RevealUtf8()));
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Redacts a whole text. Text without secrets is returned as it is.</summary>
    /// <param name="text">The text.</param>
    public string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var output = RedactWhole(Encoding.UTF8.GetBytes(text));
        return output.HasRedactions ? Encoding.UTF8.GetString(output.Written.Span) : text;
    }

    /// <summary>Redacts a whole text of any encoding, or other bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public byte[] Redact(ReadOnlySpan<byte> bytes) => RedactWhole(bytes).Written.ToArray();

    /// <summary>Finds where secrets stand in a text or other bytes. Nothing is counted.</summary>
    /// <param name="bytes">The bytes.</param>
    public IReadOnlyList<RedactionMatch> Find(ReadOnlySpan<byte> bytes)
    {
        using var pass = new RedactionPass();
        var found = new MatchList();
        Write(pass, bytes, found);
        Complete(pass, found);
        return found.Matches;
    }

    /// <summary>Finds where secrets stand in a file or another stream, which is read to its end. Nothing is counted.</summary>
    /// <param name="stream">The stream.</param>
    public IReadOnlyList<RedactionMatch> Find(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var pass = new RedactionPass();
        var found = new MatchList();
        var buffer = new byte[ReadLength];
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            Write(pass, buffer.AsSpan(0, read), found);
        }

        Complete(pass, found);
        return found.Matches;
    }

    /// <summary>Erases the secrets. Streams that still use it fail rather than pass text unredacted.</summary>
    public void Dispose()
    {
        _lock.EnterWriteLock();
        try
        {
            _isDisposed = true;
            _patterns.Dispose();
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Always <c>[redacted]</c>.</summary>
    public override string ToString() => "[redacted]";

    internal void Write(RedactionPass pass, ReadOnlySpan<byte> piece, IRedactionSink sink)
    {
        _lock.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            pass.Write(_patterns, piece, sink);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    internal void Complete(RedactionPass pass, IRedactionSink sink) =>
        Read(patterns =>
        {
            pass.Complete(patterns, sink);
            return true;
        });

    internal T Read<T>(Func<PatternSet, T> read)
    {
        _lock.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return read(_patterns);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    private RedactedOutput RedactWhole(ReadOnlySpan<byte> bytes)
    {
        using var pass = new RedactionPass();
        var output = new RedactedOutput();
        Write(pass, bytes, output);
        Complete(pass, output);
        return output;
    }
}
