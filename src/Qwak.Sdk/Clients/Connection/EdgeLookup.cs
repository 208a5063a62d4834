using Grpc.Core;
using Qwak.Wire.Ecosystem;

namespace Qwak.Clients.Connection;

/// <summary>Asks the control plane where the environment's edge is (contract 1.5).</summary>
internal sealed class EdgeLookup(HttpClient http, CallRunner runner, ConnectionSettings settings)
{
    public async Task<Uri> FindAsync(IRequestHeaders headers, CancellationToken cancellationToken)
    {
        using var channel = QwakConnection.Channel(http, settings.Url);
        var service = new QwakEcosystemRuntime.QwakEcosystemRuntimeClient(channel);
        try
        {
            var answer = await runner.RunAsync(
                headers,
                Repeat.Transient,
                attempt => GrpcCall.AnswerAsync(
                    service.GetAuthenticatedUserContextAsync(
                        new GetAuthenticatedUserContextRequest(), attempt.Headers, cancellationToken: attempt.CancellationToken),
                    attempt.CancellationToken),
                cancellationToken).ConfigureAwait(false);
            return EdgeOf(answer.AuthenticatedUserContext?.User ?? new AuthenticatedUnifiedUserContext());
        }
        catch (ServiceFailure failure)
        {
            throw failure.As($"Failed to get user context, error is {failure.Details}");
        }
    }

    private Uri EdgeOf(AuthenticatedUnifiedUserContext user)
    {
        var account = user.AccountDetails ?? new UserContextAccountDetails();
        var wanted = settings.Environment ?? user.EnvironmentDetails?.Id ?? "";
        var found = account.EnvironmentById.TryGetValue(wanted, out var byId) ? byId
            : settings.Environment is null ? account.EnvironmentById.GetValueOrDefault(account.DefaultEnvironmentId)
            : account.EnvironmentById.Values.FirstOrDefault(e => e.Name == wanted);
        return found?.Configuration?.EdgeServicesUrl is { Length: > 0 } edge
            ? ServiceAddress.Edge(edge)
            // An environment asked for by name must not silently become another one.
            : throw new QwakException(
                $"Configuration for environment [{wanted}] was not found", QwakErrorCodes.UnknownEnvironment, StatusCode.NotFound);
    }
}
