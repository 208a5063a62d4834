using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Qwak.Core.Audit;

/// <summary>
/// Where the trail begins since retention cut it: behind one place of each chain, and behind one checkpoint. Signed with
/// the checkpoints' key, so that nobody else's cut looks like ours. The next checkpoint is the first that is left, and its heads
/// are the first events.
/// </summary>
/// <param name="Checkpoint">The last checkpoint that was cut off.</param>
/// <param name="Time">When.</param>
/// <param name="Starts">The last event of each chain that was cut off, as heads.</param>
/// <param name="CheckpointSignature">That checkpoint's signature, which the next one covers.</param>
/// <param name="RowsHash">Hash of <c>audit_cut_row</c>: what is left of the events that changed a row.</param>
/// <param name="KeyId">Which key signed.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256 over <see cref="Text"/>.</param>
internal sealed record AuditCut(
    long Checkpoint, DateTimeOffset Time, string Starts, byte[] CheckpointSignature, byte[] RowsHash, string KeyId, byte[] Signature)
{
    /// <summary>No cut: the trail begins at its first event.</summary>
    public static readonly AuditCut None = new(0, default, "", [], SHA256.HashData([]), "", []);

    /// <summary>The place behind which a chain begins.</summary>
    public AuditHead StartOf(int writer) =>
        AuditHeads.Parse(Starts).FirstOrDefault(start => start.Writer == writer) ?? AuditHead.Before(writer);

    /// <summary>What is signed: a line each of label, checkpoint, time in milliseconds, starts, hash of the checkpoint's signature, hash of the rows.</summary>
    public byte[] Text() => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"qwak/audit-cut\n{Checkpoint}\n{Time.ToUnixTimeMilliseconds()}\n{Starts}\n"
        + $"{Convert.ToHexStringLower(SHA256.HashData(CheckpointSignature))}\n{Convert.ToHexStringLower(RowsHash)}\n"));

    public AuditCut Signed(ECDsa key) => this with { Signature = key.SignData(Text(), HashAlgorithmName.SHA256) };

    /// <summary>Whether it is this service's.</summary>
    public bool IsSigned(string keyId, ECDsa key) =>
        this == None || (KeyId == keyId && key.VerifyData(Text(), Signature, HashAlgorithmName.SHA256));

    /// <summary>Whether it is this service's, and the rows are those that it left.</summary>
    public bool IsGood(string keyId, ECDsa key, ReadOnlySpan<byte> rowsHash) => IsSigned(keyId, key) && rowsHash.SequenceEqual(RowsHash);
}
