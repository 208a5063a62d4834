using Qwak.Core.Access;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;

namespace Qwak.Core.ModelBuilds;

/// <summary>The logs of builds: stored chunk by chunk as their runners send them, and read or followed later.</summary>
internal sealed class BuildLogService(
    OperationPath path, ModelBuildService builds, BuildLogStore store, BuildLogKeys keys, TimeProvider time)
{
    public const int MaximumChunkBytes = 256 * 1024;
    public const long MaximumLogBytes = 1024L * 1024 * 1024;

    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    /// <summary>About how much of a log somebody looks at at once.</summary>
    public const int PageBytes = 64 * 1024;

    /// <summary>How much of a log one search goes through, and how much of it at a time.</summary>
    public const int MostSearchedBytes = 2 * 1024 * 1024;

    public const int MostFoundLines = 200;

    private const int SearchStep = 1024 * 1024;
    private const int MostChunks = 8;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CleaningPause = TimeSpan.FromHours(1);

    private DateTimeOffset _cleaned;

    /// <summary>Lets a runner send its build's log.</summary>
    public async Task<Result<BuildLogWriter>> WriteAsync(RequestContext context, string buildId)
    {
        var allowed = await AllowWriteAsync(context, buildId);
        if (allowed.IsRefused)
        {
            return allowed.Refusal;
        }

        try
        {
            var (sequence, bytes) = await store.PositionAsync(buildId);
            return new BuildLogWriter(buildId, () => GoOnAsync(context, buildId), store, keys, time, sequence, bytes);
        }
        catch (StoreUnavailableException e)
        {
            return Refusal.Unavailable(e.Message);
        }
    }

    /// <summary>Reads what is behind a chunk. With <paramref name="follow"/> it waits a while when there is nothing yet.</summary>
    public async Task<Result<BuildLogPiece>> ReadAsync(
        RequestContext context, string buildId, long after, bool follow, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        var piece = await ReadAsync(context, buildId, () => ReadAsync(buildId, after, follow, cancellationToken));

        // What came after a revocation is not for who was allowed before it.
        return time.GetElapsedTime(asked) < Look || piece.IsRefused ? piece : await ReadAsync(context, buildId, () => Task.FromResult(piece.Value));
    }

    /// <summary>A page of the log: what is behind a chunk, or the last before one; its end when neither is given.</summary>
    public Task<Result<BuildLogSheet>> PageAsync(RequestContext context, string buildId, long? after, long? before) =>
        ReadAsync(context, buildId, async () =>
        {
            // Asked before the chunks are, as when it is followed.
            var isRunning = await builds.IsRunningAsync(buildId);
            var end = await store.EndAsync(buildId);
            var chunks = await store.PageAsync(buildId, after ?? 0, before ?? long.MaxValue, PageBytes, isFromEnd: after is null);
            return new BuildLogSheet(
                [.. chunks.SelectMany(chunk => Open(buildId, chunk))],
                chunks.Count == 0 ? 0 : chunks[0].Sequence, chunks.Count == 0 ? after ?? 0 : chunks[^1].Sequence, end, isRunning);
        });

    /// <summary>The lines behind a chunk that have a text, whatever its case. One search goes only so far.</summary>
    public Task<Result<BuildLogMatches>> FindAsync(RequestContext context, string buildId, string text, long after) =>
        ReadAsync(context, buildId, async () =>
        {
            var lines = new List<FoundLine>();
            for (var read = 0L; read < MostSearchedBytes && lines.Count < MostFoundLines;)
            {
                var chunks = await store.PageAsync(buildId, after, long.MaxValue, SearchStep, isFromEnd: false);
                if (chunks.Count == 0)
                {
                    return new BuildLogMatches(lines, Next: null);
                }

                foreach (var chunk in chunks.TakeWhile(_ => lines.Count < MostFoundLines))
                {
                    // A chunk may hold a hundred thousand lines: of one, only so many are shown.
                    lines.AddRange(LogSearch.Lines(Open(buildId, chunk), text).Take(MostFoundLines).Select(line => new FoundLine(chunk.Sequence, line)));
                    (after, read) = (chunk.Sequence, read + chunk.Sealed.Length);
                }
            }

            return new BuildLogMatches(lines, after);
        });

    private Task<Result<Done>> AllowWriteAsync(RequestContext context, string buildId) =>
        path.ReadAsync<Done>(context, AuditActions.BuildLogWrite, async caller =>
            new(await builds.IsOwnRunningAsync(caller, buildId) ? default(Done) : ModelBuildService.NoBuild, new Subject(Name: RecordedName.OfId(buildId))));

    // Thousands of chunks leave no audit events, but one that is refused does.
    private async Task<Result<Done>> GoOnAsync(RequestContext context, string buildId) =>
        await path.IsStillAllowedAsync(context, caller => builds.IsOwnRunningAsync(caller, buildId)) ? default(Done) : await AllowWriteAsync(context, buildId);

    private async Task<Result<T>> ReadAsync<T>(RequestContext context, string buildId, Func<Task<T>> read)
    {
        var found = await builds.GetAsync(context, buildId, AuditActions.BuildLogRead);
        if (found.IsRefused)
        {
            return found.Refusal;
        }

        try
        {
            return await read();
        }
        catch (StoreUnavailableException e)
        {
            return Refusal.Unavailable(e.Message);
        }
        catch (IntegrityException)
        {
            return new Refusal(RefusalCode.IntegrityFailure, "The stored log was altered or moved.");
        }
    }

    /// <summary>Removes what is too old, once an hour.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be written; it is tried again in a second.</exception>
    public async Task CleanAsync()
    {
        var now = time.GetUtcNow();
        if (now - _cleaned >= CleaningPause)
        {
            await store.RemoveBeforeAsync(now - Retention);
            _cleaned = now;
        }
    }

    private async Task<BuildLogPiece> ReadAsync(string buildId, long after, bool follow, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + LongestWait;
        while (true)
        {
            // Asked before the chunks are: what is stored before the end is read before the end is told.
            var isRunning = await builds.IsRunningAsync(buildId);
            var chunks = await store.ReadAsync(buildId, after, MostChunks);
            if (chunks.Count > 0 || !isRunning || !follow || time.GetUtcNow() >= until)
            {
                var entries = chunks.SelectMany(chunk => Open(buildId, chunk)).ToList();
                return new BuildLogPiece(entries, chunks.Count == 0 ? after : chunks[^1].Sequence, IsEnd: chunks.Count < MostChunks && !isRunning);
            }

            await Task.Delay(Look, time, cancellationToken);
        }
    }

    private IReadOnlyList<LoggedText> Open(string buildId, (long Sequence, byte[] Sealed) chunk) =>
        BuildLogFormat.Read(keys.Open(buildId, chunk.Sequence, chunk.Sealed));
}

/// <summary>A piece of a log.</summary>
/// <param name="Entries">What the build wrote.</param>
/// <param name="Position">The last chunk; what to read on behind.</param>
/// <param name="IsEnd">Whether the build has ended and nothing more comes.</param>
internal sealed record BuildLogPiece(IReadOnlyList<LoggedText> Entries, long Position, bool IsEnd);

/// <summary>A page of a log.</summary>
/// <param name="Entries">What the build wrote.</param>
/// <param name="First">The page's first chunk; 0 when it is empty.</param>
/// <param name="Last">Its last.</param>
/// <param name="End">The log's last chunk.</param>
/// <param name="IsRunning">Whether more may come.</param>
internal sealed record BuildLogSheet(IReadOnlyList<LoggedText> Entries, long First, long Last, long End, bool IsRunning);

/// <summary>What a search found, and behind which chunk to search on; null at the log's end.</summary>
internal sealed record BuildLogMatches(IReadOnlyList<FoundLine> Lines, long? Next);

/// <summary>A line, and the chunk that it is in.</summary>
internal sealed record FoundLine(long Sequence, LoggedText Line);
