using System.Runtime.CompilerServices;
using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Core.Audit;

/// <summary>
/// Events in the order of their chains, behind given places: up to the end, or for ever. A chain is committed in its
/// order, so what is behind its head is all there. Who loses the right to read meanwhile gets no more.
/// </summary>
internal sealed class AuditStream(
    Database database, AuditQuery query, AuditPositions positions, bool isFollowed, Func<Task<bool>> isStillAllowed, TimeProvider time)
{
    private const int PageSize = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>A line for each event, each with where to go on; and one without an event at the begin and after each pause.</summary>
    public async IAsyncEnumerable<AuditStreamLine> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new AuditStreamLine(positions.ToString());
        while (true)
        {
            foreach (var head in await database.ReadAsync(AuditEventTable.HeadsAsync))
            {
                while (positions[head.Writer] < head.Sequence && await isStillAllowed())
                {
                    var page = await database.ReadAsync(connection => AuditEventTable.ChainAsync(
                        connection, head.Writer, positions[head.Writer], head.Sequence, PageSize, query));
                    foreach (var chained in page)
                    {
                        positions[head.Writer] = chained.Head.Sequence;
                        yield return new AuditStreamLine(positions.ToString(), chained.ToRecord());
                    }

                    if (page.Count < PageSize)
                    {
                        positions[head.Writer] = head.Sequence;
                    }
                }
            }

            yield return new AuditStreamLine(positions.ToString());
            if (!isFollowed || !await isStillAllowed())
            {
                yield break;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
