using System.Globalization;
using Qwak.Clients.Administration;
using Qwak.Core;
using Qwak.Core.Audit;
using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Server.Api;

internal static class AuditEndpoints
{
    public static void MapAuditEndpoints(this IEndpointRouteBuilder api) =>
        api.MapGroup("/audit").WithTags("Audit").MapGet("/events", ListAsync).WithName("ListAuditEvents")
            .WithSummary("List audit events, newest first").Answers<Page<AuditEventRecord>>(400, 403);

    private static Task<IResult> ListAsync(
        string? principal, string? action, string? name, int? limit, string? after, HttpContext http, Store store) => http.AnswerAsync(
        async context =>
        {
            var query = Parse(principal, action, name, limit, after);
            return query.IsRefused ? query.Refusal : await store.Audit.ListAsync(context, query.Value);
        },
        page => TypedResults.Ok(new Page<AuditEventRecord>(page.Items, page.HasMore ? Token(page.Items[^1]) : null)));

    private static Result<AuditQuery> Parse(string? principal, string? action, string? name, int? limit, string? after)
    {
        var query = new AuditQuery { Principal = principal, Action = action, Name = name };
        if (limit is < 1 or > AuditQuery.MaximumLimit)
        {
            return new Refusal(RefusalCode.InvalidValue, $"limit is 1 to {AuditQuery.MaximumLimit}.");
        }

        query = query with { Limit = limit ?? query.Limit };
        if (string.IsNullOrEmpty(after))
        {
            return query;
        }

        return after.Split('.') is [var time, var writer, var sequence] && Number(time) is { } t && Number(writer) is { } w && Number(sequence) is { } s
            ? query with { After = new AuditPosition(t, w, s) }
            : new Refusal(RefusalCode.InvalidValue, "after is not the 'next' of a page.");
    }

    private static string Token(AuditEventRecord last) =>
        string.Create(CultureInfo.InvariantCulture, $"{last.Time.ToUnixTimeMilliseconds()}.{last.Writer}.{last.Sequence}");

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
}
