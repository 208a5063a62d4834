using System.Runtime.CompilerServices;
using Qwak.Core;
using Qwak.Core.Access;
using Qwak.Core.ModelBuilds;
using Qwak.Core.Storage;
using Qwak.Server.Api;
using Qwak.Server.Ui.Pages;
using Qwak.Server.Ui.Parts;

namespace Qwak.Server.Ui;

/// <summary>Model builds: the list, one build, and its log.</summary>
internal static class BuildPages
{
    private const int PageSize = 50;

    public static void MapBuildPages(this IEndpointRouteBuilder ui)
    {
        ui.MapGet("/builds", ListAsync);
        var build = ui.MapGroup("/builds/{id}");
        build.MapGet("", ShowAsync);
        build.MapGet("/log", ShowLogAsync);
        build.MapGet("/log/stream", FollowAsync);
        build.MapGet("/log/download", DownloadAsync);
    }

    private static Task<IResult> ListAsync(string? model, string? state, string? after, HttpContext http, Store store)
    {
        var view = new BuildsView(model, state, after);
        return http.ShowAsync(
            async context =>
            {
                var query = view.ToQuery(PageSize);
                return query.IsRefused ? query.Refusal : await store.Builds.ListAsync(context, query.Value);
            },
            page => http.Page<BuildsPage>(
                ("Builds", page.Items.Select(ModelBuildsEndpoints.Properties).ToList()), ("View", view), ("Next", ModelBuildsEndpoints.Token(page.Next))));
    }

    private static async Task<IResult> ShowAsync(string id, HttpContext http, Store store)
    {
        var context = http.Session().Context;
        var found = await store.Builds.GetAsync(context, id);
        if (found.IsRefused)
        {
            return http.Refused(found.Refusal);
        }

        var report = BuildReport.Read(found.Value.Build.Summary);
        return await http.ShowAsync(
            _ => store.BuildLogs.PageAsync(context, id, after: null, before: null),
            log => http.Page<BuildPage>(
                ("Build", ModelBuildsEndpoints.Properties(found.Value)), ("Report", report), ("Secrets", BuildSecret.Of(found.Value, report)), ("Log", LogView.Of(log))));
    }

    private static Task<IResult> ShowLogAsync(string id, long? after, long? before, string? find, HttpContext http, Store store) =>
        string.IsNullOrWhiteSpace(find)
            ? http.ShowAsync(
                context => store.BuildLogs.PageAsync(context, id, after, before),
                log => http.Page<BuildLogPage>(("Id", id), ("Log", LogView.Of(log))))
            : http.ShowAsync(
                context => store.BuildLogs.FindAsync(context, id, find.Trim(), after ?? 0),
                found => http.Page<BuildLogPage>(("Id", id), ("Found", Matches(find.Trim(), found))));

    private static LogMatches Matches(string text, BuildLogMatches found) =>
        new(text, [.. found.Lines.Select(line => (line.Sequence, LogLine.Of([line.Line])[0]))], found.Next);

    /// <summary>What is behind a place, and what comes; each piece is authorised as it is read.</summary>
    private static async Task<IResult> FollowAsync(string id, long? after, HttpContext http, Store store)
    {
        var context = http.Session().Context;
        var start = long.TryParse(http.Request.Headers["Last-Event-ID"], out var last) ? last : after ?? 0;
        var first = await store.BuildLogs.ReadAsync(context, id, start, follow: false, http.RequestAborted);
        return first.IsRefused ? http.Refused(first.Refusal) : new LiveStream(stop => PiecesAsync(id, first.Value, context, http, store, stop));
    }

    private static async IAsyncEnumerable<LivePiece?> PiecesAsync(
        string id, BuildLogPiece first, RequestContext context, HttpContext http, Store store, [EnumeratorCancellation] CancellationToken stop)
    {
        for (Result<BuildLogPiece> read = first; !read.IsRefused;)
        {
            var piece = read.Value;
            if (piece.Entries.Count > 0)
            {
                yield return new LivePiece(await http.RenderAsync<LogText>(new() { ["Lines"] = LogLine.Of(piece.Entries) }), $"{piece.Position}");
            }

            if (piece.IsEnd)
            {
                yield return LivePiece.End;
                yield break;
            }

            yield return null;
            read = await store.BuildLogs.ReadAsync(context, id, piece.Position, follow: true, stop);
        }
    }

    private static async Task<IResult> DownloadAsync(string id, HttpContext http, Store store)
    {
        var context = http.Session().Context;
        var first = await store.BuildLogs.ReadAsync(context, id, after: 0, follow: false, http.RequestAborted);
        return first.IsRefused
            ? http.Refused(first.Refusal)
            : Results.Stream(body => WriteAsync(body, id, first.Value, context, http, store), "text/plain; charset=utf-8", $"build-{id}.log");
    }

    private static async Task WriteAsync(Stream body, string id, BuildLogPiece first, RequestContext context, HttpContext http, Store store)
    {
        await using var text = new StreamWriter(body, leaveOpen: true);
        for (Result<BuildLogPiece> read = first; ;)
        {
            if (read.IsRefused)
            {
                // Broken off, so that nobody takes a part for the whole.
                http.Abort();
                return;
            }

            foreach (var line in LogLine.Of(read.Value.Entries))
            {
                await text.WriteAsync(line.Text);
            }

            if (read.Value.Entries.Count == 0)
            {
                return;
            }

            read = await store.BuildLogs.ReadAsync(context, id, read.Value.Position, follow: false, http.RequestAborted);
        }
    }
}
