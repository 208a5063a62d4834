using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Qwak.Core.Storage;

namespace Qwak.Server.Api;

/// <summary>
/// An answer of one JSON value a line, sent as they come. It ends when the client goes or the service stops. One that
/// cannot be finished is broken off, so that nobody takes a part for the whole.
/// </summary>
internal sealed class JsonLines<T>(IAsyncEnumerable<T> lines, JsonTypeInfo<T> type) : IResult
{
    public async Task ExecuteAsync(HttpContext http)
    {
        var stopping = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        http.Response.ContentType = JsonLines.ContentType;
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            await WriteAsync(http.Response.BodyWriter, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            http.Abort();
        }
        catch (StoreUnavailableException)
        {
            // Already logged.
            http.Abort();
        }
    }

    private async Task WriteAsync(System.IO.Pipelines.PipeWriter body, CancellationToken stop)
    {
        await using var line = lines.GetAsyncEnumerator(stop);
        using var json = new Utf8JsonWriter(body);
        while (true)
        {
            var next = line.MoveNextAsync();
            if (!next.IsCompleted)
            {
                // Nothing more for now: what there is goes out.
                await body.FlushAsync(stop);
            }

            if (!await next)
            {
                return;
            }

            JsonSerializer.Serialize(json, line.Current, type);
            json.Flush();
            json.Reset();
            body.Write("\n"u8);
            if (body.UnflushedBytes > JsonLines.MostUnsent)
            {
                await body.FlushAsync(stop);
            }
        }
    }
}

internal static class JsonLines
{
    public const string ContentType = "application/x-ndjson";
    public const int MostUnsent = 64 * 1024;
}
