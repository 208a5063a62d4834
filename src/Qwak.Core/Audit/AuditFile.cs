using System.Data.Common;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Core.Audit;

/// <summary>
/// A copy of this process's chain as JSON lines, for whoever collects logs. It is caught up from the store after each
/// group commit, before anything is released, and flushed to the disk. So it holds neither more nor less than the chain,
/// whatever breaks off when: what a crash or a full disk kept from it, the next turn adds. Control characters and all that
/// is not ASCII are escaped: no text can forge a line.
/// </summary>
internal sealed class AuditFile(AuditFileOptions options, ILogger<AuditFile> logger) : IDisposable
{
    private const int PageSize = 1024;

    private FileStream? _stream;
    private long? _position;
    private bool _hasFailed;

    /// <summary>Adds what the chain has and the file has not.</summary>
    /// <exception cref="AuditFileException">It could not; and it is required.</exception>
    public async ValueTask CatchUpAsync(DbConnection connection, AuditHead head)
    {
        if (_stream is not null && _position == head.Sequence)
        {
            return;
        }

        try
        {
            if (_stream is null)
            {
                _stream = AuditFilePlace.Open(options.Path);
                _position = await PositionAsync(connection, head);
            }

            while (_position < head.Sequence)
            {
                Append(await AuditEventTable.ChainAsync(connection, head.Writer, _position.Value, head.Sequence, PageSize));
            }

            _hasFailed = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Close();
            if (!options.IsOptional)
            {
                throw new AuditFileException(e);
            }

            if (!_hasFailed)
            {
                Log.OptionalFileFailed(logger, options.Path, e);
                _hasFailed = true;
            }
        }
    }

    public void Dispose() => _stream?.Dispose();

    private void Close()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private void Append(IReadOnlyList<ChainedEvent> events)
    {
        using var lines = new MemoryStream();
        foreach (var chained in events)
        {
            JsonSerializer.Serialize(lines, chained.ToRecord(), RestJson.Default.AuditEventRecord);
            lines.WriteByte((byte)'\n');
        }

        if (_stream!.Length > 0 && _stream.Length + lines.Length > options.MaximumBytes)
        {
            Close();
            AuditFilePlace.Rotate(options.Path);
            _stream = AuditFilePlace.Open(options.Path);
        }

        lines.WriteTo(_stream);
        _stream.Flush(flushToDisk: true);
        _position = events[^1].Head.Sequence;
    }

    // Behind the last line; in a new file behind what is there now, since the past is for 'qwak audit export'.
    private async Task<long> PositionAsync(DbConnection connection, AuditHead head)
    {
        if (AuditFilePlace.LastLine(options.Path) is not { } last)
        {
            return _position ?? head.Sequence;
        }

        var stored = last.Writer == head.Writer && last.Sequence <= head.Sequence
            ? await AuditEventTable.HashAsync(connection, last.Writer, last.Sequence)
            : null;
        if (stored is not null && Convert.ToHexStringLower(stored) == last.Hash)
        {
            return last.Sequence;
        }

        Log.FileIsOfAnother(logger, options.Path, head.Place);
        return head.Sequence;
    }
}

/// <summary>The audit file.</summary>
internal sealed record AuditFileOptions
{
    public const long DefaultMaximumBytes = 100L * 1024 * 1024;

    public required string Path { get; init; }

    /// <summary>The size beyond which a new file is begun; the old one gets a number behind its name.</summary>
    public long MaximumBytes { get; init; } = DefaultMaximumBytes;

    /// <summary>Whether the service goes on when it cannot be written.</summary>
    public bool IsOptional { get; init; }
}

/// <summary>The audit file cannot be written.</summary>
internal sealed class AuditFileException(Exception cause) : Exception(cause.Message, cause);
