using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Qwak.Rest;

namespace Qwak.Clients.Connection;

/// <summary>
/// OIDC token → access token, as RFC 8693 says. It is sent once: a token can be exchanged once only, so that another
/// attempt after a lost answer could but fail.
/// </summary>
internal sealed class OidcLogin(HttpClient http, CallRunner runner, ConnectionSettings settings)
{
    private const string Failed = "Failed to login with the OIDC token, error is ";

    private static readonly Anonymous Nobody = new();

    public async Task<string> ExchangeAsync(OidcToken token, CancellationToken cancellationToken)
    {
        var subject = token.Read();
        try
        {
            var issued = await runner.RunAsync(Nobody, Repeat.NeverSent, attempt => SendAsync(subject, attempt.CancellationToken), cancellationToken)
                .ConfigureAwait(false);
            return Jwt.IsToken(issued) ? issued : throw new QwakException(Failed + "the service's answer holds no access token");
        }
        catch (ServiceFailure failure)
        {
            throw failure.As(Failed + failure.Details);
        }
    }

    private async Task<string> SendAsync(string subject, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(settings.Url, "/api/v1/token"))
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = TokenExchangeWords.GrantType,
                ["subject_token"] = subject,
                ["subject_token_type"] = TokenExchangeWords.JwtType,
            }),
        };
        using var answer = await http.SendOrFailAsync(request, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
        {
            throw await ReadAsync(answer, RestJson.Default.TokenExchangeError, cancellationToken).ConfigureAwait(false) is { } error
                ? new ServiceFailure(Grpc.Core.StatusCode.Unauthenticated, error.Code, Printable.Text(error.Description))
                : await RestFailure.FromAsync(answer, cancellationToken).ConfigureAwait(false);
        }

        return (await ReadAsync(answer, RestJson.Default.TokenExchangeAnswer, cancellationToken).ConfigureAwait(false))?.AccessToken ?? "";
    }

    /// <summary>Null when the answer is of another type.</summary>
    private static async Task<T?> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return answer.Content.Headers.ContentType?.MediaType == "application/json"
                ? await answer.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
