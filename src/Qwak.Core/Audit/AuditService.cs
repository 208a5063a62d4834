using Qwak.Clients.Administration;
using Qwak.Core.Access;
using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Core.Audit;

/// <summary>Reading and verifying the audit trail. For administrators; each is an event too.</summary>
internal sealed class AuditService(OperationPath path, Database database, AuditCheck check, TimeProvider time)
{
    public Task<Result<AuditPage>> ListAsync(RequestContext context, AuditQuery query) =>
        ReadAsync(context, AuditActions.AuditList, async () =>
        {
            var (events, last) = await database.ReadSnapshotAsync(async connection =>
            {
                var last = query.IsNarrowed ? await AuditEventTable.PositionAsync(connection, query, query.MostLookedThrough) : null;

                // One more than asked for tells whether there is another page.
                return (await AuditEventTable.ListAsync(connection, query with { Limit = query.Limit + 1 }, last), last);
            });
            var hasMore = events.Count > query.Limit;
            return new AuditPage([.. events.Take(query.Limit).Select(found => found.ToRecord())], hasMore, hasMore ? null : last);
        });

    /// <summary>Events in the order of their chains. What is answered is read while it is taken: the event says that it was begun.</summary>
    /// <param name="context">Who asks.</param>
    /// <param name="query">Which events; its limit and its place do not matter here.</param>
    /// <param name="after">Behind which places; null for all there are, or when followed for those to come.</param>
    /// <param name="isFollowed">Whether to wait for more at the end.</param>
    public Task<Result<AuditStream>> StreamAsync(RequestContext context, AuditQuery query, AuditPositions? after, bool isFollowed) =>
        ReadAsync(context, AuditActions.AuditExport, async () =>
        {
            var positions = after ?? (isFollowed
                ? new AuditPositions(await database.ReadAsync(AuditEventTable.HeadsAsync))
                : new AuditPositions([]));
            return new AuditStream(database, query, positions, isFollowed, () => path.IsStillAllowedAsync(context, Operation.Audit), time);
        });

    /// <summary>What verifies the trail; the event says that it was begun.</summary>
    public Task<Result<AuditCheck>> VerifyAsync(RequestContext context) =>
        ReadAsync(context, AuditActions.AuditVerify, () => Task.FromResult(check));

    /// <summary>The public key of the checkpoints.</summary>
    public Task<Result<CheckpointKeyAnswer>> KeyAsync(RequestContext context) =>
        ReadAsync(context, AuditActions.AuditKey, () => Task.FromResult(check.Key));

    private Task<Result<T>> ReadAsync<T>(RequestContext context, string action, Func<Task<T>> read) =>
        path.ReadAsync<T>(context, action, async caller => caller.Require(Operation.Audit) is { } refusal ? refusal : await read());
}

/// <summary>One page of events, newest first.</summary>
/// <param name="Items">The events.</param>
/// <param name="HasMore">Whether there are others behind the last one.</param>
/// <param name="LookedTo">Where looking for them was left off; null when it was not.</param>
internal sealed record AuditPage(IReadOnlyList<AuditEventRecord> Items, bool HasMore, AuditPosition? LookedTo = null)
{
    /// <summary>What the next page is behind; null on the last one. There may be one behind an empty page.</summary>
    public AuditPosition? Next => HasMore ? new AuditPosition(Items[^1].Time.ToUnixTimeMilliseconds(), Items[^1].Writer, Items[^1].Sequence) : LookedTo;
}
