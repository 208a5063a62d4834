using System.Net.Http.Json;
using System.Text.Json;
using Qwak.Rest;

namespace Qwak.Clients.Connection;

/// <summary>What an answer of the REST door that is not a success means.</summary>
internal static class RestFailure
{
    public static async Task<HttpResponseMessage> SendOrFailAsync(
        this HttpClient http,
        HttpRequestMessage request,
        CancellationToken cancellationToken,
        HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        try
        {
            return await http.SendAsync(request, completion, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw TransportFailure.From(e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw TransportFailure.ConnectTimeout(e);
        }
    }

    public static async Task<ServiceFailure> FromAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var problem = await ProblemAsync(answer, cancellationToken).ConfigureAwait(false);
        var status = Statuses.Of(answer.StatusCode, problem?.Code);
        return new ServiceFailure(
            status,
            problem?.Code is { Length: > 0 } code ? code : Statuses.CodeOf(status),
            Printable.Text(problem?.Detail ?? problem?.Title ?? $"The service answered {(int)answer.StatusCode} without saying why."))
        {
            Transient = Statuses.IsTransient(status),
            RetryAfter = answer.Headers.RetryAfter?.Delta,
        };
    }

    private static async Task<Problem?> ProblemAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentType?.MediaType is not "application/problem+json")
        {
            return null;
        }

        try
        {
            return await answer.Content.ReadFromJsonAsync(RestJson.Default.Problem, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
