namespace Qwak.Rest;

/// <summary>A line of the answer of <c>POST /api/v1/audit/verify</c>: how far it is, and at last what was found.</summary>
internal sealed record AuditVerifyLine(long Events, long Of, AuditVerification? Result = null);

/// <summary>What verifying the audit trail came to.</summary>
/// <param name="IsGood">Whether nothing was found.</param>
/// <param name="Events">Events that were read.</param>
/// <param name="Checkpoints">Signed checkpoints that were read.</param>
/// <param name="UnsignedEvents">Events that came after the last checkpoint: chained, not signed yet.</param>
/// <param name="Heads">The last event of each chain that is good up to its end, <c>WRITER:SEQUENCE:HASH</c>.</param>
/// <param name="CheckpointKeyId">Id of the key that signs the checkpoints.</param>
/// <param name="CheckpointKey">Its public half, PEM.</param>
/// <param name="Faults">For each chain, and for the checkpoints, the first place that is bad.</param>
internal sealed record AuditVerification(
    bool IsGood, long Events, long Checkpoints, long UnsignedEvents, string Heads, string CheckpointKeyId, string CheckpointKey,
    IReadOnlyList<AuditFault> Faults)
{
    /// <summary>How many events retention cut off before those; the record of it is signed, and verified too.</summary>
    public long CutEvents { get; init; }

    /// <summary>Each chain, for a picture of them.</summary>
    public IReadOnlyList<AuditChain> Chains { get; init; } = [];
}

/// <summary>A chain of events, good or not.</summary>
/// <param name="Writer">Its number.</param>
/// <param name="From">The first event that was not cut off by retention.</param>
/// <param name="To">The last event that is stored.</param>
/// <param name="SignedTo">The last event that a checkpoint fits.</param>
/// <param name="Signed">Some of the events that checkpoints fit, in order.</param>
internal sealed record AuditChain(int Writer, long From, long To, long SignedTo, IReadOnlyList<long> Signed);

/// <summary>The first place of a chain that is not as it was written.</summary>
/// <param name="Kind"><c>deleted</c>, <c>edited</c>, <c>reordered</c>, <c>inserted</c>, <c>rewritten</c>, <c>cut</c>, <c>checkpoint</c> or <c>retention</c>.</param>
/// <param name="Writer">The chain; null for a fault of the checkpoints or of the record of a cut.</param>
/// <param name="Sequence">The event's, or the checkpoint's, place.</param>
/// <param name="Time">When: of the event that stands there, else of the nearest that is known.</param>
/// <param name="Message">In words.</param>
internal sealed record AuditFault(string Kind, int? Writer, long Sequence, DateTimeOffset? Time, string Message);

/// <summary>Answer of <c>GET /api/v1/audit/checkpoint-key</c>.</summary>
internal sealed record CheckpointKeyAnswer(string KeyId, string PublicKey);

/// <summary>A line of the answer of <c>GET /api/v1/audit/events/stream</c>.</summary>
/// <param name="After">What to give as <c>after</c> to go on behind this line.</param>
/// <param name="Event">The event; null in a line that only says how far it is.</param>
internal sealed record AuditStreamLine(string After, Qwak.Clients.Administration.AuditEventRecord? Event = null);
