using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Core.Audit;

/// <summary>
/// Reads all chains and checkpoints once, on one snapshot, and names the first event of each chain that is not as it was
/// written. Pages keep the memory bounded; a checkpoint's heads are compared when the chain comes to their place.
/// </summary>
/// <param name="connection">A connection in a transaction that sees one state of the store.</param>
/// <param name="keyId">Id of the key that signs checkpoints.</param>
/// <param name="key">Its public half.</param>
/// <param name="anchor">A checkpoint that is kept outside of the store; null for none.</param>
/// <param name="progress">Told how many events are read, of how many.</param>
internal sealed class AuditVerifier(
    DbConnection connection, string keyId, ECDsa key, AuditCheckpoint? anchor, Action<long, long>? progress = null)
{
    // Small enough that a page is garbage before the collector would move it.
    private const int PageSize = 1000;

    private readonly FieldWriter _scratch = new(1024);
    private readonly List<AuditFault> _faults = [];
    private readonly List<AuditHead> _ends = [];
    private readonly List<AuditChain> _chains = [];
    private long _events;
    private long _unsigned;
    private long _total;

    public async Task<AuditVerification> RunAsync()
    {
        var cut = await BeginAsync();
        var checkpoints = new CheckpointChain(connection, keyId, key, cut);
        if (await checkpoints.VerifyAsync() is { } fault)
        {
            _faults.Add(fault);
        }

        var stored = await AuditEventTable.ChainsAsync(connection);
        var lengths = new Dictionary<int, long>();
        foreach (var writer in stored)
        {
            lengths[writer] = (await AuditEventTable.HeadAsync(connection, writer))!.Sequence;
            _total += lengths[writer] - cut.StartOf(writer).Sequence;
        }

        var signed = checkpoints.LastHeads.Concat(anchor is null ? [] : AuditHeads.Parse(anchor.Heads)).Select(head => head.Writer);
        foreach (var writer in stored.Union(signed).Order())
        {
            var (start, places) = (cut.StartOf(writer), new SignedPlaces());
            if (await VerifyChainAsync(writer, checkpoints, start, places) is { } chainFault)
            {
                _faults.Add(chainFault);
            }

            _chains.Add(new AuditChain(
                writer, start.Sequence + 1, lengths.GetValueOrDefault(writer, start.Sequence), Math.Max(start.Sequence, places.Last), places.Some));
        }

        progress?.Invoke(_events, _total);
        return new AuditVerification(
            _faults.Count == 0, _events, checkpoints.Count, _unsigned, AuditHeads.Format(_ends), keyId, key.ExportSubjectPublicKeyInfoPem(),
            [.. _faults.OrderBy(Rank)])
        {
            Chains = _chains,
            CutEvents = AuditHeads.Parse(cut.Starts).Sum(start => start.Sequence),
        };
    }

    // A forged cut explains nothing: the events that it hides are missing.
    private static int Rank(AuditFault fault) => fault.Kind == AuditFaults.Retention ? 0 : fault.Writer is null ? 2 : 1;

    private async Task<AuditCut> BeginAsync()
    {
        var cut = await AuditCutTable.FindAsync(connection);
        var isSigned = cut.IsSigned(keyId, key);
        if (!isSigned || !cut.IsGood(keyId, key, await AuditCutTable.RowsHashAsync(connection)))
        {
            _faults.Add(new AuditFault(AuditFaults.Retention, Writer: null, cut.Checkpoint + 1, cut.Time, isSigned
                ? "What is kept of rows whose events were cut off was altered: an old row may have been put back."
                : "The record of what was cut off is not signed by this service: somebody else cut, or altered it."));
        }

        return isSigned ? cut : AuditCut.None;
    }

    private async Task<AuditFault?> VerifyChainAsync(int writer, CheckpointChain checkpoints, AuditHead start, SignedPlaces places)
    {
        var head = start;
        var lastSigned = head;
        await using var signed = checkpoints.HeadsOf(writer, anchor).GetAsyncEnumerator();
        var isSigned = await signed.MoveNextAsync();
        AuditHead before = head;

        // From the very first: what stands before the beginning of a chain was inserted.
        var after = long.MinValue;
        while (await AuditEventTable.ChainAsync(connection, writer, after, long.MaxValue, PageSize) is { Count: > 0 } page)
        {
            foreach (var stored in page)
            {
                var sequence = head.Sequence + 1;
                if (stored.Head.Sequence != sequence || !Fits(stored, head.Hash, sequence))
                {
                    return await new AuditDiagnosis(connection, stored, head, before).FindAsync();
                }

                (before, head) = (head, stored.Head);
                for (; isSigned && signed.Current.Head.Sequence <= sequence; isSigned = await signed.MoveNextAsync())
                {
                    var (place, by) = signed.Current;
                    if (place.Sequence == sequence && !place.Hash.AsSpan().SequenceEqual(head.Hash))
                    {
                        return Rewritten(lastSigned, stored, by);
                    }

                    lastSigned = place;
                    places.Add(place.Sequence);
                }

                _events++;
            }

            after = head.Sequence;
            progress?.Invoke(_events, _total);
        }

        if (isSigned)
        {
            return await CutAsync(head, signed);
        }

        _unsigned += head.Sequence - lastSigned.Sequence;
        _ends.Add(head);
        return null;
    }

    // A version is at least 1: -1 is hashed for none, and so must not stand in a row.
    private bool Fits(ChainedEvent stored, byte[] previous, long sequence) =>
        stored.Event.Version is null or >= 0 && stored.Event.HasHash(stored.Head.Hash, previous, stored.Head.Writer, sequence, _scratch);

    private static AuditFault Rewritten(AuditHead lastSigned, ChainedEvent stored, string by)
    {
        var first = lastSigned.Sequence + 1;
        return new AuditFault(AuditFaults.Rewritten, stored.Head.Writer, first, stored.Event.Time, string.Create(
            CultureInfo.InvariantCulture,
            $"Events {first} to {stored.Head.Sequence} of chain {stored.Head.Writer} fit each other but not {by}: one of them was edited, and the rest made to fit."));
    }

    private async Task<AuditFault> CutAsync(AuditHead head, IAsyncEnumerator<SignedHead> signed)
    {
        var last = signed.Current;
        while (await signed.MoveNextAsync())
        {
            last = signed.Current.Head.Sequence > last.Head.Sequence ? signed.Current : last;
        }

        var end = await AuditEventTable.ChainAsync(connection, head.Writer, head.Sequence - 1, head.Sequence, 1);
        return new AuditFault(AuditFaults.Cut, head.Writer, head.Sequence + 1, end.Count == 0 ? null : end[0].Event.Time, string.Create(
            CultureInfo.InvariantCulture,
            $"Chain {head.Writer} ends at event {head.Sequence}, but {last.By} has event {last.Head.Sequence}: the tail was cut off."));
    }
}

/// <summary>The kinds of what can be wrong.</summary>
internal static class AuditFaults
{
    public const string Deleted = "deleted";
    public const string Edited = "edited";
    public const string Reordered = "reordered";
    public const string Inserted = "inserted";
    public const string Rewritten = "rewritten";
    public const string Cut = "cut";
    public const string Checkpoint = "checkpoint";

    /// <summary>The record of a cut, or of the rows in it.</summary>
    public const string Retention = "retention";
}
