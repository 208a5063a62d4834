using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Qwak.Connectors;
using Qwak.Connectors.Network;
using Qwak.Core.Identity;

namespace Qwak.Server.Identity;

/// <summary>
/// Fetches an issuer's keys: by discovery, or where the provider says. Every connection goes through the guard of the data
/// sources' connectors; no redirect is followed, and time and size are bounded.
/// </summary>
internal static class IssuerFetch
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public const int MaximumBytes = 256 * 1024;

    /// <exception cref="ConnectorException">They cannot be had; the message says why.</exception>
    public static async Task<IssuerKeySet> FetchAsync(IdentityProvider provider, IdentityOptions options)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var http = Client(provider, options);
        try
        {
            var url = provider.JwksUrl ?? await DiscoverAsync(http, provider, patience.Token);
            return IssuerKeySet.Parse(await GetAsync(http, url, patience.Token))
                ?? throw Wrong($"{url} does not answer with a set of 1 to {IssuerKeySet.MostKeys} keys (JWKS) that has one for RS256 or ES256.");
        }
        catch (OperationCanceledException)
        {
            throw new ConnectorException(ConnectorFailure.Timeout, $"It did not answer within {Patience.TotalSeconds:0} seconds.");
        }
        catch (HttpRequestException e)
        {
            throw new ConnectorException(ConnectorFailure.Connection, e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded
                ? $"It answers with more than {MaximumBytes >> 10} KiB."
                : (e.InnerException as ConnectorException)?.Message ?? $"{e.Message} {e.InnerException?.Message}");
        }
    }

    private static async Task<string> DiscoverAsync(HttpClient http, IdentityProvider provider, CancellationToken cancellationToken)
    {
        var url = provider.Issuer.TrimEnd('/') + "/.well-known/openid-configuration";
        try
        {
            using var document = JsonDocument.Parse(await GetAsync(http, url, cancellationToken));
            return Text(document, "issuer") == provider.Issuer
                ? Text(document, "jwks_uri") ?? throw Wrong($"{url} names no 'jwks_uri'.")
                : throw Wrong($"{url} names another issuer than the provider.");
        }
        catch (JsonException)
        {
            throw Wrong($"{url} does not answer with JSON.");
        }
    }

    private static string? Text(JsonDocument document, string member) =>
        document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static async Task<byte[]> GetAsync(HttpClient http, string text, CancellationToken cancellationToken)
    {
        // What discovery names is under the same rule as what an administrator writes.
        var url = IdentityText.Address(text) ?? throw Wrong("The address of the keys is not https://.");
        using var answer = await http.GetAsync(url, cancellationToken);
        GuardedHttp.Check(answer, url.Authority);
        return await answer.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    private static HttpClient Client(IdentityProvider provider, IdentityOptions options)
    {
        var roots = new X509Certificate2Collection();
        if (provider.CertificateAuthority is { } pem)
        {
            roots.ImportFromPem(pem);
        }

        var network = new NetworkPolicy { AllowedNetworks = options.AllowedNetworks, TrustedRoots = roots };
        var handler = GuardedHttp.Handler(new DestinationGuard(new Dictionary<string, IReadOnlyList<Destination>>(), network), connections: 1);
        return new HttpClient(handler) { MaxResponseContentBufferSize = MaximumBytes, Timeout = Timeout.InfiniteTimeSpan };
    }

    private static ConnectorException Wrong(string message) => new(ConnectorFailure.Protocol, message);
}
