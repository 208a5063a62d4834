using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Qwak.Clients.Administration;
using Qwak.Core;
using Qwak.Core.Audit;
using Qwak.Core.Storage;
using Qwak.Rest;

namespace Qwak.Server.Api;

internal static class AuditEndpoints
{
    public static void MapAuditEndpoints(this IEndpointRouteBuilder api)
    {
        var audit = api.MapGroup("/audit").WithTags("Audit");
        audit.MapGet("/events", ListAsync).WithName("ListAuditEvents")
            .WithSummary("List audit events, newest first. A page that has looked through many ends early, even without a hit, and the next goes on behind them").Answers<Page<AuditEventRecord>>(400, 403);
        audit.MapGet("/events/stream", StreamAsync).WithName("StreamAuditEvents")
            .WithSummary("All audit events in the order of their chains as JSON lines, and with follow those to come")
            .Produces<AuditStreamLine>(contentType: JsonLines.ContentType).AnswersProblems(400, 403);
        audit.MapPost("/verify", VerifyAsync).WithName("VerifyAudit")
            .WithSummary("Verify chains and checkpoints: JSON lines of progress, the last one with the result")
            .Produces<AuditVerifyLine>(contentType: JsonLines.ContentType).AnswersProblems(403);
        audit.MapGet("/checkpoint-key", (HttpContext http, Store store) => http.AnswerAsync(store.Audit.KeyAsync, key => TypedResults.Ok(key)))
            .WithName("GetCheckpointKey").WithSummary("Public key of the audit checkpoints, PEM").Answers<CheckpointKeyAnswer>(403);
    }

    private static Task<IResult> ListAsync([AsParameters] AuditFilter filter, int? limit, string? after, HttpContext http, Store store) => http.AnswerAsync(
        async context =>
        {
            var query = Parse(filter.ToQuery(), limit, after);
            return query.IsRefused ? query.Refusal : await store.Audit.ListAsync(context, query.Value);
        },
        page => TypedResults.Ok(new Page<AuditEventRecord>(page.Items, Token(page.Next))));

    private static Task<IResult> StreamAsync([AsParameters] AuditFilter filter, bool? follow, string? after, HttpContext http, Store store) => http.AnswerAsync(
        async context =>
        {
            var positions = string.IsNullOrEmpty(after) ? null : AuditPositions.Parse(after);
            return positions is null && !string.IsNullOrEmpty(after)
                ? new Refusal(RefusalCode.InvalidValue, "after is not the 'after' of a line.")
                : await store.Audit.StreamAsync(context, filter.ToQuery(), positions, follow == true);
        },
        stream => new JsonLines<AuditStreamLine>(stream.ReadAsync(CancellationToken.None), RestJson.Default.AuditStreamLine));

    private static Task<IResult> VerifyAsync(HttpContext http, Store store) => http.AnswerAsync(
        store.Audit.VerifyAsync, check => new JsonLines<AuditVerifyLine>(LinesAsync(check, http.RequestAborted), RestJson.Default.AuditVerifyLine));

    private static async IAsyncEnumerable<AuditVerifyLine> LinesAsync(AuditCheck check, [EnumeratorCancellation] CancellationToken stop)
    {
        var lines = Channel.CreateUnbounded<AuditVerifyLine>();
        var run = Task.Run(async () =>
        {
            try
            {
                var result = await check.RunAsync((events, of) => lines.Writer.TryWrite(new AuditVerifyLine(events, of)), stop);
                lines.Writer.TryWrite(new AuditVerifyLine(result.Events, result.Events, result));
            }
            finally
            {
                lines.Writer.Complete();
            }
        }, stop);
        await foreach (var line in lines.Reader.ReadAllAsync(stop))
        {
            yield return line;
        }

        await run;
    }

    public static Result<AuditQuery> Parse(AuditQuery query, int? limit, string? after)
    {
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

    /// <summary>What asks for the page behind a position.</summary>
    public static string? Token(AuditPosition? position) =>
        position is null ? null : string.Create(CultureInfo.InvariantCulture, $"{position.Time}.{position.Writer}.{position.Sequence}");

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
}
