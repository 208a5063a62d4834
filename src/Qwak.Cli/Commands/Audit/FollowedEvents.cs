using System.Runtime.CompilerServices;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Audit;

/// <summary>Events as they come. A connection that breaks is made anew and goes on behind the last line, without loss or repetition.</summary>
internal static class FollowedEvents
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static async IAsyncEnumerable<AuditEventRecord> ReadAsync(
        AuditClient audit, ListAuditEventsOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        while (true)
        {
            await using var lines = audit.StreamAsync(options, after, isFollowed: true, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await NextAsync(lines, isFirst: after is null).ConfigureAwait(false))
            {
                after = lines.Current.After;
                if (lines.Current.Event is { } found)
                {
                    yield return found;
                }
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<bool> NextAsync<T>(IAsyncEnumerator<T> lines, bool isFirst)
    {
        try
        {
            return await lines.MoveNextAsync().ConfigureAwait(false);
        }
        catch (QwakException e) when (e.Code == QwakErrorCodes.Unavailable && !isFirst)
        {
            return false;
        }
    }
}
