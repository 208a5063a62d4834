using Qwak.Rest;
using Qwak.Wire.Authentication;

namespace Qwak.Clients.Connection;

/// <summary>API key → access token: over REST where the address is the service's, over gRPC where only the control plane is known.</summary>
internal sealed class ApiKeyLogin(HttpClient http, CallRunner runner, ConnectionSettings settings)
{
    private const string Failed = "Failed to login, error is ";

    private static readonly Anonymous Nobody = new();

    public async Task<string> ExchangeAsync(string apiKey, CancellationToken cancellationToken)
    {
        var token = settings.FindsEdge
            ? await OverGrpcAsync(apiKey, cancellationToken).ConfigureAwait(false)
            : await OverRestAsync(apiKey, cancellationToken).ConfigureAwait(false);
        return Jwt.IsToken(token) ? token : throw new QwakException(Failed + "the service's answer holds no access token");
    }

    private async Task<string> OverGrpcAsync(string apiKey, CancellationToken cancellationToken)
    {
        using var channel = QwakConnection.Channel(http, settings.Url);
        var service = new AuthenticationService.AuthenticationServiceClient(channel);
        var request = new AuthenticateRequest { QwakApiKeyMethod = new QwakApiKeyMethod { QwakApiKey = apiKey } };
        try
        {
            var answer = await runner.RunAsync(
                Nobody,
                Repeat.Transient,
                attempt => GrpcCall.AnswerAsync(
                    service.AuthenticateAsync(request, attempt.Headers, cancellationToken: attempt.CancellationToken),
                    attempt.CancellationToken),
                cancellationToken).ConfigureAwait(false);
            return answer.AccessToken;
        }
        catch (ServiceFailure failure)
        {
            throw failure.As(Failed + failure.Details);
        }
    }

    private async Task<string> OverRestAsync(string apiKey, CancellationToken cancellationToken)
    {
        var rest = new RestClient(http, runner, Nobody, _ => Task.FromResult(settings.Url), Failed);
        var answer = await rest.SendAsync(
            HttpMethod.Post,
            "api/v1/authentication/qwak-api-key",
            new QwakApiKeyBody { QwakApiKey = apiKey },
            RestJson.Default.QwakApiKeyBody,
            RestJson.Default.AuthenticationAnswer,
            Repeat.Transient,
            cancellationToken).ConfigureAwait(false);
        return answer.AccessToken;
    }
}
