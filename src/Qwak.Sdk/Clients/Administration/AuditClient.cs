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

    /// <summary>Verifies the whole trail: lines of progress, and the last one has the result.</summary>
    internal IAsyncEnumerable<AuditVerifyLine> VerifyAsync(CancellationToken cancellationToken) =>
        _rest.StreamAsync(HttpMethod.Post, "api/v1/audit/verify", RestJson.Default.AuditVerifyLine, cancellationToken);

    /// <summary>Events in the order of their chains, each with where to go on.</summary>
    internal IAsyncEnumerable<AuditStreamLine> StreamAsync(
        ListAuditEventsOptions options, string? after, bool isFollowed, CancellationToken cancellationToken) => _rest.StreamAsync(
            HttpMethod.Get,
            Filtered("api/v1/audit/events/stream", options, ("follow", isFollowed ? "true" : null), ("after", after)),
            RestJson.Default.AuditStreamLine,
            cancellationToken);

    private static string PathOf(ListAuditEventsOptions options, int limit, string? after) => Filtered(
        "api/v1/audit/events", options, ("limit", limit.ToString(CultureInfo.InvariantCulture)), ("after", after));

    private static string Filtered(string path, ListAuditEventsOptions options, params ReadOnlySpan<(string Name, string? Value)> more) => RestPath.Query(
        path,
        [
            .. more,
            ("principal", options.Principal),
            ("action", options.Action),
            ("environment", options.Environment),
            ("name", options.Name),
            ("outcome", options.Outcome),
            ("credential", options.Credential),
            ("since", options.Since?.ToString("o", CultureInfo.InvariantCulture)),
            ("until", options.Until?.ToString("o", CultureInfo.InvariantCulture)),
        ]);
}
