using Grpc.Core;
using Qwak.Rest;

namespace Qwak.Clients.Connection;

/// <summary>The environment that REST paths name: the configured one, else the one that the service takes this caller to mean.</summary>
internal static class CurrentEnvironment
{
    /// <summary>The path of the environment's secrets.</summary>
    public static async Task<string> SecretsPathAsync(QwakConnection connection, CancellationToken cancellationToken) =>
        $"api/v1/environments/{RestPath.Segment(await NameAsync(connection, cancellationToken).ConfigureAwait(false))}/secrets";

    /// <summary>The path of one of them.</summary>
    public static async Task<string> SecretPathAsync(QwakConnection connection, string name, CancellationToken cancellationToken)
    {
        var segment = RestPath.Segment(name);
        return $"{await SecretsPathAsync(connection, cancellationToken).ConfigureAwait(false)}/{segment}";
    }

    public static async Task<string> NameAsync(QwakConnection connection, CancellationToken cancellationToken)
    {
        if (connection.Settings.Environment is { } configured)
        {
            return configured;
        }

        var caller = await connection.Rest.GetAsync("api/v1/whoami", RestJson.Default.WhoAmI, cancellationToken).ConfigureAwait(false);
        return caller.Environment ?? throw new QwakException(
            "The environment cannot be told from the address or the credential: name it with QWAK_ENVIRONMENT.",
            QwakErrorCodes.UnknownEnvironment,
            StatusCode.InvalidArgument);
    }
}
