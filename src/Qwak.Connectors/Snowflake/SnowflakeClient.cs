using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Qwak.Connectors.Network;

namespace Qwak.Connectors.Snowflake;

/// <summary>
/// The part of Snowflake's HTTP interface that its drivers use: a session (<c>/session/v1/login-request</c>), queries in it
/// (<c>/queries/v1/query-request</c>), and results in chunks. It stands in for the vendor's driver, and knows no source.
/// </summary>
internal sealed class SnowflakeClient : IDisposable
{
    // "In progress": the server answers so after some 45 seconds, and wants to be asked again.
    private static readonly string[] StillRunning = ["333333", "333334"];

    private readonly HttpClient _http;
    private readonly Uri _server;

    public SnowflakeClient(HostPort server, DestinationGuard guard, ConnectorLimits limits)
    {
        _server = new Uri($"https://{server}/");
        _http = new HttpClient(GuardedHttp.Handler(guard, limits.ConnectionsPerSource))
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = limits.AnswerBytes,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("qwak/0.1");
    }

    /// <summary>Opens a session.</summary>
    /// <param name="query">Database, schema and warehouse, as URL parameters.</param>
    /// <param name="data">The login, with the password or the key-pair token.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<SnowflakeAnswer<SnowflakeLogin>> LoginAsync(string query, Dictionary<string, object> data, CancellationToken cancellationToken) =>
        SendAsync<SnowflakeLogin>(HttpMethod.Post, $"session/v1/login-request?{query}", token: null, new { data }, cancellationToken);

    /// <summary>Runs one statement to its end, and ends it on the server when we are cancelled.</summary>
    public async Task<SnowflakeAnswer<SnowflakeResult>> QueryAsync(
        string token, string sqlText, IReadOnlyDictionary<string, object> parameters, CancellationToken cancellationToken)
    {
        var requestId = NewId();
        try
        {
            var answer = await SendAsync<SnowflakeResult>(
                HttpMethod.Post, $"queries/v1/query-request?requestId={requestId}", token, new { sqlText, asyncExec = false, parameters }, cancellationToken);
            while (StillRunning.Contains(answer.Code) && answer.Data?.GetResultUrl is { } path)
            {
                answer = await SendAsync<SnowflakeResult>(HttpMethod.Get, path, token, body: null, cancellationToken);
            }

            return answer;
        }
        catch (OperationCanceledException)
        {
            await AbortAsync(token, requestId);
            throw;
        }
    }

    /// <summary>The rows of a chunk. It lies in a store of files, to which our session is none of its business.</summary>
    public async Task<string?[][]> GetChunkAsync(SnowflakeChunk chunk, SnowflakeResult result, CancellationToken cancellationToken)
    {
        if (chunk.Url.Scheme != Uri.UriSchemeHttps)
        {
            throw new ConnectorException(ConnectorFailure.RefusedDestination, "The server names a part of the result that would come without TLS.");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, chunk.Url);
        foreach (var (name, value) in result.ChunkHeaders ?? KeyHeaders(result.Qrmk))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request, cancellationToken);
        GuardedHttp.Check(response, _server.Authority);

        // Rows with commas between them, but without the brackets that would make them a list.
        var rows = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return JsonSerializer.Deserialize<string?[][]>([(byte)'[', .. rows, (byte)']'])!;
    }

    /// <summary>Ends a session.</summary>
    public Task LogoutAsync(string token, CancellationToken cancellationToken) =>
        SendAsync<object>(HttpMethod.Post, "session?delete=true", token, new { }, cancellationToken);

    public void Dispose() => _http.Dispose();

    private static string NewId() => new Guid(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16)).ToString();

    private async Task AbortAsync(string token, string requestId)
    {
        using var briefly = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await SendAsync<object>(HttpMethod.Post, $"queries/v1/abort-request?requestId={NewId()}", token, new { requestId }, briefly.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or ConnectorException or JsonException)
        {
            // The statement has its own time limit on the server.
        }
    }

    private async Task<SnowflakeAnswer<T>> SendAsync<T>(
        HttpMethod method, string path, string? token, object? body, CancellationToken cancellationToken)
    {
        // A path that the server gave could be an address: the session's token goes nowhere else.
        var address = new Uri(_server, path);
        if (address.Authority != _server.Authority || address.Scheme != _server.Scheme)
        {
            throw new ConnectorException(ConnectorFailure.RefusedDestination, "The server points to another server for its answer.");
        }

        using var request = new HttpRequestMessage(method, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Content = body is null ? null : JsonContent.Create(body);
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Snowflake Token=\"{token}\"");
        }

        using var response = await _http.SendAsync(request, cancellationToken);
        GuardedHttp.Check(response, _server.Authority);
        return await response.Content.ReadFromJsonAsync<SnowflakeAnswer<T>>(cancellationToken)
            ?? throw new JsonException("An empty answer.");
    }

    private static Dictionary<string, string> KeyHeaders(string? key) => key is null ? [] : new()
    {
        ["x-amz-server-side-encryption-customer-algorithm"] = "AES256",
        ["x-amz-server-side-encryption-customer-key"] = key,
    };
}
