using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Core.Audit;

/// <summary>The stored checkpoints, page by page: their own chain and signatures, and what they say of each chain of events.</summary>
internal sealed class CheckpointChain(DbConnection connection, string keyId, ECDsa key, AuditCut cut)
{
    private const int PageSize = 1000;

    // Up to the first one that is bad: what comes after it says nothing.
    private long _lastGood;

    /// <summary>How many are good.</summary>
    public long Count { get; private set; }

    /// <summary>The heads in the last good one.</summary>
    public IReadOnlyList<AuditHead> LastHeads { get; private set; } = [];

    /// <returns>The first checkpoint that is bad; null when all are good.</returns>
    public async Task<AuditFault?> VerifyAsync()
    {
        AuditCheckpoint? previous = null;
        await foreach (var checkpoint in AllAsync(long.MaxValue))
        {
            if (Fault(checkpoint, previous?.Sequence ?? cut.Checkpoint, previous?.Signature ?? cut.CheckpointSignature) is { } message)
            {
                return new AuditFault(AuditFaults.Checkpoint, Writer: null, checkpoint.Sequence, checkpoint.Time, message);
            }

            (previous, _lastGood, Count) = (checkpoint, checkpoint.Sequence, Count + 1);
        }

        LastHeads = previous is null ? [] : AuditHeads.Parse(previous.Heads);
        return null;
    }

    /// <summary>What the checkpoints and the anchor say of a chain: each place once, in the order in which they were signed.</summary>
    public async IAsyncEnumerable<SignedHead> HeadsOf(int writer, AuditCheckpoint? anchor)
    {
        long last = 0;
        var outside = anchor is not null && Find(anchor, writer) is { } anchored
            ? new SignedHead(anchored, Name("the anchor's checkpoint", anchor))
            : null;
        await foreach (var checkpoint in AllAsync(_lastGood))
        {
            if (Find(checkpoint, writer) is not { } head || head.Sequence == last)
            {
                continue;
            }

            last = head.Sequence;
            if (outside is not null && outside.Head.Sequence <= last)
            {
                yield return outside;
                outside = null;
            }

            yield return new SignedHead(head, Name("checkpoint", checkpoint));
        }

        if (outside is not null)
        {
            yield return outside;
        }
    }

    private string? Fault(AuditCheckpoint checkpoint, long previous, byte[] previousSignature)
    {
        var expected = previous + 1;
        if (checkpoint.Sequence != expected)
        {
            return string.Create(CultureInfo.InvariantCulture, $"Checkpoint {expected} is missing; {checkpoint.Sequence} follows.");
        }

        return checkpoint.KeyId == keyId && AuditCheckpoints.IsSigned(checkpoint, previousSignature, key)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"Checkpoint {expected} was altered, or the one before it: the signature does not fit.");
    }

    private async IAsyncEnumerable<AuditCheckpoint> AllAsync(long upTo)
    {
        var after = long.MinValue;
        while (await AuditCheckpointTable.PageAsync(connection, after, PageSize) is { Count: > 0 } page)
        {
            foreach (var checkpoint in page)
            {
                if (checkpoint.Sequence > upTo)
                {
                    yield break;
                }

                yield return checkpoint;
                after = checkpoint.Sequence;
            }
        }
    }

    private static AuditHead? Find(AuditCheckpoint checkpoint, int writer) =>
        AuditHeads.Parse(checkpoint.Heads).FirstOrDefault(head => head.Writer == writer);

    private static string Name(string what, AuditCheckpoint checkpoint) =>
        string.Create(CultureInfo.InvariantCulture, $"{what} {checkpoint.Sequence} of {checkpoint.Time:yyyy-MM-dd HH:mm:ss}Z");
}

/// <summary>Where a chain stood when it was signed.</summary>
/// <param name="Head">The place.</param>
/// <param name="By">What says so, in words.</param>
internal sealed record SignedHead(AuditHead Head, string By);
