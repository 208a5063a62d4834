using System.Runtime.CompilerServices;
using Qwak.Clients.Connection;
using Qwak.Rest;

namespace Qwak.Clients.Administration;

/// <summary>The keyring: the keys under which all secrets are.</summary>
internal sealed class KeysClient(RestClient rest)
{
    private const string Path = "api/v1/keys";

    public Task<KeyringProperties> StatusAsync(CancellationToken cancellationToken) =>
        rest.GetAsync(Path, RestJson.Default.KeyringProperties, cancellationToken);

    public Task<KeyringProperties> RotateAsync(CancellationToken cancellationToken) => rest.SendAsync(
        HttpMethod.Post, $"{Path}/rotate", new RotateKeyBody(), RestJson.Default.RotateKeyBody, RestJson.Default.KeyringProperties, Repeat.NeverSent, cancellationToken);

    public Task<KeyringProperties> ResealAsync(CancellationToken cancellationToken) => rest.SendAsync(
        HttpMethod.Post, $"{Path}/reseal", new ResealBody(), RestJson.Default.ResealBody, RestJson.Default.KeyringProperties, Repeat.Transient, cancellationToken);

    /// <summary>Puts everything under the active key, step by step.</summary>
    public async IAsyncEnumerable<RewrapStep> RewrapAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var step = await rest.SendAsync(
                HttpMethod.Post, $"{Path}/rewrap", new RewrapBody(next), RestJson.Default.RewrapBody, RestJson.Default.RewrapStep, Repeat.Transient, cancellationToken)
                .ConfigureAwait(false);
            yield return step;
            next = step.Next;
        }
        while (next is not null);
    }
}
