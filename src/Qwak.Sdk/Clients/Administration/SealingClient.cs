using Qwak.Clients.Connection;
using Qwak.Rest;

namespace Qwak.Clients.Administration;

/// <summary>Seals the service in an emergency, and unseals it.</summary>
internal sealed class SealingClient(QwakConnection connection)
{
    private const string Path = "api/v1/service";

    public Task<SealState> SealAsync(CancellationToken cancellationToken) => connection.Rest.SendAsync(
        HttpMethod.Post, $"{Path}/seal", new SealBody(), RestJson.Default.SealBody, RestJson.Default.SealState, Repeat.NeverSent, cancellationToken);

    /// <param name="sealKey">The key file's content, or the passphrase.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<SealState> UnsealAsync(ReadOnlyMemory<byte> sealKey, CancellationToken cancellationToken) =>
        connection.RestWithApiKey().SendBytesAsync($"{Path}/unseal", sealKey, RestJson.Default.SealState, cancellationToken);
}
