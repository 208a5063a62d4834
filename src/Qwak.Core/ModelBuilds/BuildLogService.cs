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

    private const int MostChunks = 8;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CleaningPause = TimeSpan.FromHours(1);

    private DateTimeOffset _cleaned;

    /// <summary>Lets a runner send its build's log.</summary>
    public async Task<Result<BuildLogWriter>> WriteAsync(RequestContext context, string buildId)
    {
        var allowed = await path.ReadAsync<Done>(context, AuditActions.BuildLogWrite, async caller =>
            new(await builds.IsOwnRunningAsync(caller, buildId) ? default(Done) : ModelBuildService.NoBuild, new Subject(Name: RecordedName.OfId(buildId))));
        if (allowed.IsRefused)
        {
            return allowed.Refusal;
        }

        try
        {
            var (sequence, bytes) = await store.PositionAsync(buildId);
            return new BuildLogWriter(buildId, store, keys, time, sequence, bytes);
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
        var found = await builds.GetAsync(context, buildId, AuditActions.BuildLogRead);
        if (found.IsRefused)
        {
            return found.Refusal;
        }

        try
        {
            return await ReadAsync(buildId, after, follow, cancellationToken);
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
                var entries = chunks.SelectMany(chunk => BuildLogFormat.Read(keys.Open(buildId, chunk.Sequence, chunk.Sealed))).ToList();
                return new BuildLogPiece(entries, chunks.Count == 0 ? after : chunks[^1].Sequence, IsEnd: chunks.Count < MostChunks && !isRunning);
            }

            await Task.Delay(Look, time, cancellationToken);
        }
    }
}

/// <summary>A piece of a log.</summary>
/// <param name="Entries">What the build wrote.</param>
/// <param name="Position">The last chunk; what to read on behind.</param>
/// <param name="IsEnd">Whether the build has ended and nothing more comes.</param>
internal sealed record BuildLogPiece(IReadOnlyList<LoggedText> Entries, long Position, bool IsEnd);
