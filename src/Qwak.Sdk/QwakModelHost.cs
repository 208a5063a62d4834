using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Qwak;

/// <summary>The program of a C# model: <c>return await QwakModelHost.RunAsync(new TestModel(), args);</c>.</summary>
public static class QwakModelHost
{
    private const int LargestRequest = 16 * 1024 * 1024;

    /// <summary>Builds the model, or serves it, as the arguments of <c>qwak models build</c> and <c>qwak models serve</c> say.</summary>
    /// <param name="model">The model.</param>
    /// <param name="arguments">The program's arguments: <c>build</c>, or <c>serve --port N</c>.</param>
    /// <param name="cancellationToken">Ends serving.</param>
    /// <returns>The program's exit code.</returns>
    public static async Task<int> RunAsync(QwakModel model, string[] arguments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(arguments);
        switch (arguments)
        {
            case ["build"]:
                await model.BuildAsync(cancellationToken).ConfigureAwait(false);
                return 0;
            case ["serve", "--port", var text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port):
                await model.InitializeModelAsync(cancellationToken).ConfigureAwait(false);
                await ServeAsync(model, port, cancellationToken).ConfigureAwait(false);
                return 0;
            default:
                await Console.Error.WriteLineAsync("A model is run by 'qwak models build' and 'qwak models serve'.").ConfigureAwait(false);
                return 2;
        }
    }

    private static async Task ServeAsync(QwakModel model, int port, CancellationToken cancellationToken)
    {
        using var listener = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/", $"http://localhost:{port}/" } };
        listener.Start();
        using var stopping = cancellationToken.Register(listener.Stop);
        Console.WriteLine($"Serving on http://127.0.0.1:{port}/predict");
        while (!cancellationToken.IsCancellationRequested)
        {
            var request = await listener.GetContextAsync().ConfigureAwait(false);
            _ = Task.Run(() => AnswerAsync(model, request, cancellationToken), cancellationToken);
        }
    }

    private static async Task AnswerAsync(QwakModel model, HttpListenerContext http, CancellationToken cancellationToken)
    {
        var (status, body) = (200, (JsonNode?)null);
        try
        {
            (status, body) = await PredictAsync(model, http.Request, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            (status, body) = (400, "The request is not JSON.");
        }
        catch (Exception e)
        {
            // The process serves on; the log tells.
            await Console.Error.WriteLineAsync(e.ToString()).ConfigureAwait(false);
            (status, body) = (500, "The model failed; its log tells why.");
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await using var writer = new StreamWriter(http.Response.OutputStream);
        await writer.WriteAsync(body?.ToJsonString() ?? "null").ConfigureAwait(false);
    }

    private static async Task<(int Status, JsonNode? Body)> PredictAsync(
        QwakModel model, HttpListenerRequest request, CancellationToken cancellationToken)
    {
        if (request is not { HttpMethod: "POST", Url.AbsolutePath: "/predict" })
        {
            return (404, "POST /predict");
        }

        if (request.ContentLength64 > LargestRequest)
        {
            return (413, "The request is too large.");
        }

        var input = await JsonNode.ParseAsync(request.InputStream, cancellationToken: cancellationToken).ConfigureAwait(false);
        return (200, await model.PredictAsync(input, cancellationToken).ConfigureAwait(false));
    }
}
