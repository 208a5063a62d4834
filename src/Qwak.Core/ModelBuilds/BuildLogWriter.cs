using Qwak.Core.Storage;

namespace Qwak.Core.ModelBuilds;

/// <summary>
/// Takes the chunks of one build's log in order, each only while its runner may still send them; what is sent again is not
/// stored again.
/// </summary>
internal sealed class BuildLogWriter(
    string buildId, Func<Task<Result<Done>>> authorise, BuildLogStore store, BuildLogKeys keys, TimeProvider time, long position, long bytes)
{
    private long _bytes = bytes;

    /// <summary>The last chunk that was taken.</summary>
    public long Position { get; private set; } = position;

    /// <exception cref="StoreUnavailableException">The store cannot be written.</exception>
    public async Task<Result<Done>> TakeAsync(long sequence, IReadOnlyList<LoggedText> entries)
    {
        var allowed = await authorise();
        if (allowed.IsRefused || sequence <= Position)
        {
            return allowed;
        }

        var chunk = BuildLogFormat.Write(entries);
        if (sequence != Position + 1 || chunk.Length > BuildLogService.MaximumChunkBytes)
        {
            return new Refusal(
                RefusalCode.InvalidValue,
                $"A chunk of a log has at most {BuildLogService.MaximumChunkBytes} bytes, and follows the one before.");
        }

        if (_bytes <= BuildLogService.MaximumLogBytes)
        {
            await StoreAsync(sequence, chunk);
            if (_bytes > BuildLogService.MaximumLogBytes)
            {
                await StoreAsync(sequence + 1, BuildLogFormat.Write([new LoggedText(time.GetUtcNow(), true, "\n[The log ends here: it has reached 1 GiB.]\n")]));
            }
        }

        Position = sequence;
        return default(Done);
    }

    private async Task StoreAsync(long sequence, byte[] chunk)
    {
        var box = keys.Seal(buildId, sequence, chunk);
        await store.AddAsync(buildId, sequence, box, time.GetUtcNow());
        _bytes += box.Length;
    }
}
