using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Qwak.Clients.Administration;
using Qwak.Core.Audit;
using Qwak.Core.Storage;
using Qwak.Server.Api;
using Qwak.Server.Ui.Pages;
using Qwak.Server.Ui.Parts;

namespace Qwak.Server.Ui;

/// <summary>The audit trail, newest first, as it grows, and verified.</summary>
internal static class AuditPages
{
    private const int PageSize = 50;

    /// <summary>Most events that are sent in one piece.</summary>
    private const int MostAtOnce = 100;

    public static void MapAuditPages(this IEndpointRouteBuilder ui)
    {
        ui.MapGet("/audit", ListAsync);
        ui.MapGet("/audit/stream", FollowAsync);
        ui.MapGet("/audit/verify", (HttpContext http) => http.Page<VerifyPage>());
        ui.MapPost("/audit/verify", VerifyAsync);
    }

    private static Task<IResult> ListAsync(
        string? principal, string? action, string? environment, string? name, string? outcome, string? since, string? until, string? after,
        HttpContext http, Store store)
    {
        var view = new AuditView(principal, action, environment, name, outcome, since, until, after);
        return http.ShowAsync(
            async context =>
            {
                var query = view.ToQuery(PageSize);
                return query.IsRefused ? query.Refusal : await store.Audit.ListAsync(context, query.Value);
            },
            page => http.Page<AuditTrailPage>(
                ("Events", page.Items), ("View", view), ("LookedTo", page.LookedTo is { } last ? StoreTime.From(last.Time) : null),
                ("Next", AuditEndpoints.Token(page.Next))));
    }

    private static Task<IResult> FollowAsync(
        string? principal, string? action, string? environment, string? name, string? outcome, string? since, string? until, HttpContext http, Store store)
    {
        var query = new AuditView(principal, action, environment, name, outcome, since, until, After: null).ToQuery(PageSize);
        var from = http.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } id] ? AuditPositions.Parse(id) : null;
        return http.ShowAsync(
            async context => query.IsRefused ? query.Refusal : await store.Audit.StreamAsync(context, query.Value, from, isFollowed: true),
            stream => new LiveStream(stop => PiecesAsync(stream, http, stop)));
    }

    private static async IAsyncEnumerable<LivePiece?> PiecesAsync(AuditStream stream, HttpContext http, [EnumeratorCancellation] CancellationToken stop)
    {
        var waiting = new List<AuditEventRecord>();
        await foreach (var line in stream.ReadAsync(stop))
        {
            if (line.Event is not null)
            {
                waiting.Add(line.Event);
            }

            if (waiting.Count == MostAtOnce || (line.Event is null && waiting.Count > 0))
            {
                // The newest is on top.
                waiting.Reverse();
                yield return new LivePiece(await http.RenderAsync<EventRows>(new() { ["Events"] = waiting }), line.After);
                waiting = [];
            }

            if (line.Event is null)
            {
                yield return null;
            }
        }
    }

    /// <summary>Where the browser has scripts the answer is progress and then the result; else the page with the result.</summary>
    private static Task<IResult> VerifyAsync(HttpContext http, Store store) => http.ShowAsync(
        store.Audit.VerifyAsync,
        check => http.Request.Headers.Accept is [LiveStream.ContentType]
            ? new LiveStream(stop => ProgressAsync(check, http, stop))
            : new Verified(check));

    private static async IAsyncEnumerable<LivePiece?> ProgressAsync(AuditCheck check, HttpContext http, [EnumeratorCancellation] CancellationToken stop)
    {
        // Only the newest step counts: a browser that is slow does not hold up the verification, nor fill the memory.
        var steps = Channel.CreateBounded<(long Events, long Of)>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        var run = Task.Run(async () =>
        {
            try
            {
                return await check.RunAsync((events, of) => steps.Writer.TryWrite((events, of)), stop);
            }
            finally
            {
                steps.Writer.Complete();
            }
        }, stop);
        await foreach (var (events, of) in steps.Reader.ReadAllAsync(stop))
        {
            yield return new LivePiece(await http.RenderAsync<VerifyProgress>(new() { ["Events"] = events, ["Of"] = of }));
            await Task.Delay(200, stop);
        }

        yield return new LivePiece(await http.RenderAsync<ChainPicture>(new() { ["Chains"] = ChainsView.Of(await run) }));
    }

    private sealed class Verified(AuditCheck check) : IResult
    {
        // On a thread of its own: this one may be the one on which others' answers wait.
        public async Task ExecuteAsync(HttpContext http) => await http.Page<VerifyPage>(
            ("Chains", ChainsView.Of(await Task.Run(() => check.RunAsync(progress: null, http.RequestAborted))))).ExecuteAsync(http);
    }
}
