using System.Data.Common;
using System.Globalization;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.Core.Storage;

namespace Qwak.Core.Diagnosis;

/// <summary>The end of the audit trail, and the clock against it. All of it is verified by <c>qwak server verify-audit</c>.</summary>
internal static class AuditChecks
{
    private const string Verify = "Run 'qwak server verify-audit', which says where it is broken, and see docs/operations/audit.md.";

    /// <summary>Checkpoints come each second; a clock that is stepped back so much was not corrected but was wrong.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Whether the last event of each chain is what its hash says.</summary>
    public static async Task<CheckResult> ChainAsync(DbConnection reader)
    {
        const string Check = "audit";
        var heads = await AuditEventTable.HeadsAsync(reader);
        foreach (var head in heads)
        {
            var last = await AuditEventTable.ChainAsync(reader, head.Writer, head.Sequence - 2, head.Sequence, 2);
            if (last is [var before, var end] && !end.Event.HasHash(head.Hash, before.Head.Hash, head.Writer, head.Sequence, new FieldWriter()))
            {
                return CheckResult.Failed(Check, $"Event {head.Place}, the last of its chain, is not what its hash says.", Verify);
            }
        }

        return CheckResult.Ok(Check, $"The last event of each chain fits: {string.Join(", ", heads.Select(head => head.Place))}.");
    }

    public static async Task<CheckResult> CheckpointAsync(DbConnection reader, ServiceKeys keys, DateTimeOffset now)
    {
        const string Check = "checkpoint";
        if (await AuditCheckpointTable.LastAsync(reader) is not { } last)
        {
            return CheckResult.Warning(Check, "There is no checkpoint yet.", "Start the service; it signs one each second.");
        }

        var page = await AuditCheckpointTable.PageAsync(reader, last.Sequence - 2, 2);
        var previous = page.Count > 1 ? page[^2].Signature : null;
        if (last.KeyId != keys.Checkpoint.Id || !AuditCheckpoints.IsSigned(last, previous, keys.Checkpoint.Key))
        {
            return CheckResult.Failed(Check, "The last checkpoint's signature does not fit.", Verify);
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"The last checkpoint is from {last.Time:yyyy-MM-dd HH:mm:ss}Z");
        var newest = await NewestAsync(reader);
        return newest > last.Time + Patience && now > newest + Patience
            ? CheckResult.Warning(Check, $"{text}, and events came after it.", "If the service runs, see its log for event 2002; the next start signs them.")
            : CheckResult.Ok(Check, $"{text} and signs all before it.");
    }

    public static async Task<CheckResult> AnchorAsync(DbConnection reader, AuditAnchor anchor)
    {
        const string Check = "anchor";
        if (anchor.Read() is not { } outside)
        {
            return CheckResult.Warning(Check, "There is no audit anchor.", "Name its true place with --anchor-file. If it is lost, the next start makes it anew.");
        }

        if (await anchor.CompareAsync(reader) is { } reason)
        {
            return CheckResult.Failed(Check, reason, "Put the newer store back. If that cannot be, 'qwak audit accept-rollback' takes this one; see docs/operations/audit.md.");
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"The audit anchor is from {outside.Checkpoint.Time:yyyy-MM-dd HH:mm:ss}Z");
        var last = (await AuditCheckpointTable.LastAsync(reader))?.Time;
        return last > outside.Checkpoint.Time + Patience
            ? CheckResult.Warning(Check, $"{text}, and checkpoints came after it.", "See that the service may write the file, and its log for event 1103.")
            : CheckResult.Ok(Check, $"{text}, and the store is not older.");
    }

    public static async Task<CheckResult> ClockAsync(DbConnection reader, DateTimeOffset now)
    {
        const string Check = "clock";
        var newest = await NewestAsync(reader);
        return newest > now + Patience
            ? CheckResult.Failed(
                Check, string.Create(CultureInfo.InvariantCulture, $"The clock says {now:yyyy-MM-dd HH:mm:ss}Z, and an event was recorded at {newest:yyyy-MM-dd HH:mm:ss}Z."),
                "Set the clock by NTP: tokens and grants end by it.")
            : CheckResult.Ok(Check, string.Create(CultureInfo.InvariantCulture, $"The clock says {now:yyyy-MM-dd HH:mm:ss}Z, after all that was recorded."));
    }

    private static async Task<DateTimeOffset?> NewestAsync(DbConnection reader) =>
        (await AuditEventTable.ListAsync(reader, new AuditQuery { Limit = 1 })) is [var newest] ? newest.Event.Time : null;
}
