using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Grpc.Core;

namespace Qwak.Clients.Connection;

/// <summary>Calls of the REST door. Secret values and keys travel in bodies only, and no body gets into a message.</summary>
/// <param name="http">The connection.</param>
/// <param name="runner">Repeats what may be repeated.</param>
/// <param name="headers">Who asks.</param>
/// <param name="address">Where to.</param>
/// <param name="failed">What the message of a failure begins with.</param>
internal sealed class RestClient(
    HttpClient http, CallRunner runner, IRequestHeaders headers, Func<CancellationToken, Task<Uri>> address, string failed = "")
{
    private const string NotUnderstood = "The service's answer is not what this client expects.";

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        RunAsync(Repeat.Transient, attempt => SendAsync(HttpMethod.Get, path, null, type, attempt), cancellationToken);

    /// <summary>A PUT whose path says it all.</summary>
    public Task<T> PutAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        RunAsync(Repeat.Transient, attempt => SendAsync(HttpMethod.Put, path, null, type, attempt), cancellationToken);

    public Task<T> SendAsync<TBody, T>(
        HttpMethod method,
        string path,
        TBody body,
        JsonTypeInfo<TBody> bodyType,
        JsonTypeInfo<T> type,
        Repeat repeat,
        CancellationToken cancellationToken) =>
        RunAsync(repeat, attempt => SendAsync(method, path, JsonContent.Create(body, bodyType), type, attempt), cancellationToken);

    /// <summary>A POST of bytes, sent once.</summary>
    public Task<T> SendBytesAsync<T>(string path, ReadOnlyMemory<byte> body, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        RunAsync(Repeat.NeverSent, attempt => SendAsync(HttpMethod.Post, path, new ReadOnlyMemoryContent(body), type, attempt), cancellationToken);

    /// <summary>An answer that is a file.</summary>
    public Task<byte[]> DownloadAsync<TBody>(
        HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> bodyType, string mediaType, CancellationToken cancellationToken) =>
        RunAsync(
            Repeat.Transient,
            async attempt =>
            {
                using var answer = await AnswerAsync(method, path, JsonContent.Create(body, bodyType), attempt, accept: mediaType).ConfigureAwait(false);
                return answer.Content.Headers.ContentType?.MediaType == mediaType
                    ? await answer.Content.ReadAsByteArrayAsync(attempt.CancellationToken).ConfigureAwait(false)
                    : throw new ServiceFailure(StatusCode.Unknown, QwakErrorCodes.Unknown, NotUnderstood);
            },
            cancellationToken);

    public Task DeleteAsync(string path, CancellationToken cancellationToken) =>
        RunAsync(
            Repeat.Transient,
            async attempt =>
            {
                try
                {
                    using var answer = await AnswerAsync(HttpMethod.Delete, path, null, attempt).ConfigureAwait(false);
                }
                catch (ServiceFailure failure) when (failure.Status == StatusCode.NotFound && attempt.MayHaveHappened)
                {
                    // The attempt that was lost has done it.
                }

                return true;
            },
            cancellationToken);

    /// <summary>An answer of JSON lines, each as it comes. Its begin has the deadline of every call; what follows may take as long as it takes.</summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        HttpMethod method, string path, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var answer = await RunAsync(
            Repeat.Transient,
            attempt => AnswerAsync(method, path, null, attempt, HttpCompletionOption.ResponseHeadersRead),
            cancellationToken).ConfigureAwait(false);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        while (await ReadLineAsync(lines, cancellationToken).ConfigureAwait(false) is { } line)
        {
            yield return Parse(line, type);
        }
    }

    private static T Parse<T>(string line, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(line, type) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new QwakException(NotUnderstood);
        }
    }

    private static async Task<string?> ReadLineAsync(StreamReader lines, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new QwakException("The service's answer broke off.", QwakErrorCodes.Unavailable, innerException: e);
        }
    }

    private async Task<T> RunAsync<T>(Repeat repeat, Func<Attempt, Task<T>> send, CancellationToken cancellationToken)
    {
        try
        {
            return await runner.RunAsync(headers, repeat, send, cancellationToken).ConfigureAwait(false);
        }
        catch (ServiceFailure failure)
        {
            throw failure.As(failed + failure.Details);
        }
    }

    private async Task<T> SendAsync<T>(
        HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, Attempt attempt)
    {
        using var answer = await AnswerAsync(method, path, content, attempt).ConfigureAwait(false);
        try
        {
            return await answer.Content.ReadFromJsonAsync(type, attempt.CancellationToken).ConfigureAwait(false)
                ?? throw new JsonException();
        }
        catch (JsonException)
        {
            // Not as the cause either: it describes a piece of the answer, which may hold a key.
            throw new ServiceFailure(
                StatusCode.Unknown, QwakErrorCodes.Unknown, NotUnderstood);
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        Attempt attempt,
        HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead,
        string? accept = null)
    {
        var root = (await address(attempt.CancellationToken).ConfigureAwait(false)).AbsoluteUri.TrimEnd('/');
        using var request = new HttpRequestMessage(method, new Uri($"{root}/{path}")) { Content = content };
        if (accept is not null)
        {
            request.Headers.Accept.ParseAdd(accept);
        }

        foreach (var header in attempt.Headers)
        {
            request.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        var answer = await http.SendOrFailAsync(request, attempt.CancellationToken, completion).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw await RestFailure.FromAsync(answer, attempt.CancellationToken).ConfigureAwait(false);
        }
    }
}
