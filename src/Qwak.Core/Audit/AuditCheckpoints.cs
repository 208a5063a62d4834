using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;

namespace Qwak.Core.Audit;

/// <summary>
/// Signed checkpoints that bind the heads of all chains: one a second while events come, and one at close. What was
/// cut off or rewritten before a checkpoint does not fit its signature (ECDSA P-256 with SHA-256 over
/// <see cref="Text"/>), which anyone with the public key can check.
/// </summary>
internal sealed class AuditCheckpoints(CommitQueue commits, ServiceKeys keys, TimeProvider time)
{
    /// <summary>Writes a checkpoint if there are events since the last one.</summary>
    public Task WriteAsync() => commits.ChangeAsync(
        async transaction =>
        {
            var heads = Heads(await AuditEventTable.HeadsAsync(transaction.Connection), transaction.Trail.Mark());
            var last = await AuditCheckpointTable.LastAsync(transaction.Connection);
            if ((last?.Heads ?? "") == heads)
            {
                return;
            }

            var (keyId, key) = keys.Checkpoint;
            var checkpoint = new AuditCheckpoint((last?.Sequence ?? 0) + 1, time.GetUtcNow(), heads, keyId, []);
            await AuditCheckpointTable.InsertAsync(
                transaction.Connection, checkpoint with { Signature = key.SignData(Text(checkpoint, last?.Signature), HashAlgorithmName.SHA256) });
        },
        authorisedUnder: null);

    /// <summary>What is signed: a line each of label, sequence, time in milliseconds, heads, and the hash of the previous signature.</summary>
    public static byte[] Text(AuditCheckpoint checkpoint, byte[]? previousSignature) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"qwak/audit-checkpoint\n{checkpoint.Sequence}\n{checkpoint.Time.ToUnixTimeMilliseconds()}\n{checkpoint.Heads}\n"
        + $"{Convert.ToHexStringLower(SHA256.HashData(previousSignature ?? []))}\n"));

    public static bool IsSigned(AuditCheckpoint checkpoint, byte[]? previousSignature, ECDsa key) =>
        key.VerifyData(Text(checkpoint, previousSignature), checkpoint.Signature, HashAlgorithmName.SHA256);

    // Our own head is the open transaction's, whose events are not written yet; other processes' are as committed.
    private static string Heads(IReadOnlyList<AuditHead> stored, AuditHead own) => AuditHeads.Format(
        stored.Where(head => head.Writer != own.Writer).Append(own).Where(head => head.Sequence > 0).OrderBy(head => head.Writer));
}

/// <summary>A signed statement of where all chains stood.</summary>
internal sealed record AuditCheckpoint(long Sequence, DateTimeOffset Time, string Heads, string KeyId, byte[] Signature);
