using System.Globalization;
using System.Runtime.CompilerServices;
using Qwak.Clients.Connection;
using Qwak.Rest;

namespace Qwak.Clients.Administration;

/// <summary>The audit trail.</summary>
public sealed class AuditClient
{
    private const int PageSize = 100;

    private readonly RestClient _rest;

    internal AuditClient(RestClient rest) => _rest = rest;

    /// <summary>Lists events, the newest first.</summary>
    /// <param name="options">Which ones; null: all.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <exception cref="QwakException">A call failed.</exception>
    public async IAsyncEnumerable<AuditEventRecord> ListAsync(
        ListAuditEventsOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options ??= new ListAuditEventsOptions();
        var left = options.Limit ?? int.MaxValue;
        if (left <= 0)
        {
            yield break;
        }

        var pages = Pages.ReadAsync(
            _rest, after => PathOf(options, Math.Min(left, PageSize), after), RestJson.Default.PageAuditEventRecord, cancellationToken);
        await foreach (var item in pages.ConfigureAwait(false))
        {
            yield return item;
            if (--left == 0)
            {
                yield break;
            }
        }
    }

    private static string PathOf(ListAuditEventsOptions options, int limit, string? after) => RestPath.Query(
        "api/v1/audit/events",
        ("limit", limit.ToString(CultureInfo.InvariantCulture)),
        ("principal", options.Principal),
        ("action", options.Action),
        ("name", options.Name),
        ("after", after));
}
