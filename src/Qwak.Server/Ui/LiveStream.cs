using System.Text;
using Qwak.Core.Storage;

namespace Qwak.Server.Ui;

/// <summary>A piece of a page that comes when there is something new.</summary>
/// <param name="Html">Rendered as the pages are, so that what is in it is escaped.</param>
/// <param name="Id">Where a browser that lost the connection goes on.</param>
/// <param name="Event">What it is; null for more of the same.</param>
internal sealed record LivePiece(string Html, string? Id = null, string? Event = null)
{
    /// <summary>Nothing more comes, and the browser need not come back.</summary>
    public static readonly LivePiece End = new("", Event: "end");
}

/// <summary>Pieces of a page as they come (server-sent events), until the browser goes, the service stops, or the session ends.</summary>
internal sealed class LiveStream(Func<CancellationToken, IAsyncEnumerable<LivePiece?>> pieces) : IResult
{
    public const string ContentType = "text/event-stream";

    private static readonly TimeSpan LongestTrust = TimeSpan.FromSeconds(1);

    public async Task ExecuteAsync(HttpContext http)
    {
        var (streams, session) = (http.RequestServices.GetRequiredService<LiveStreams>(), http.Session().Id);
        if (streams.Enter(session) is { } refusal)
        {
            await http.Refused(refusal).ExecuteAsync(http);
            return;
        }

        try
        {
            await SendAsync(http);
        }
        finally
        {
            streams.Leave(session);
        }
    }

    private async Task SendAsync(HttpContext http)
    {
        var time = http.RequestServices.GetRequiredService<TimeProvider>();
        var stopping = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        http.Response.ContentType = ContentType;
        try
        {
            await http.Response.Body.FlushAsync(stop.Token);
            var seen = time.GetTimestamp();
            await foreach (var piece in pieces(stop.Token))
            {
                // A pause, null, is when to look whether they are still signed in; and a stream that never pauses is looked at too.
                if (piece is null || time.GetElapsedTime(seen) > LongestTrust)
                {
                    if (!await IsSignedInAsync(http))
                    {
                        return;
                    }

                    seen = time.GetTimestamp();
                }

                if (piece is not null)
                {
                    await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(Text(piece)), stop.Token);
                    await http.Response.Body.FlushAsync(stop.Token);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            http.Abort();
        }
        catch (StoreUnavailableException)
        {
            // Already logged; the browser comes again by itself.
            http.Abort();
        }
    }

    private static async Task<bool> IsSignedInAsync(HttpContext http) =>
        !(await UiSession.FindAsync(http, http.RequestServices.GetRequiredService<Store>())).IsRefused;

    // A piece of several lines is sent as several lines of data, which the browser puts together again.
    private static string Text(LivePiece piece) =>
        (piece.Event is null ? "" : $"event: {piece.Event}\n")
        + (piece.Id is null ? "" : $"id: {piece.Id}\n")
        + string.Concat(piece.Html.ReplaceLineEndings("\n").Split('\n').Select(line => $"data: {line}\n"))
        + "\n";
}
