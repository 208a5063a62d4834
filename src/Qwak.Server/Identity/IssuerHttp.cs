using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Qwak.Connectors;
using Qwak.Connectors.Network;
using Qwak.Core.Identity;

namespace Qwak.Server.Identity;

/// <summary>
/// Asks an issuer's server. Every connection goes through the guard of the data sources' connectors; no redirect is followed,
/// and time and size are bounded.
/// </summary>
internal static class IssuerHttp
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public const int MaximumBytes = 256 * 1024;

    /// <exception cref="ConnectorException">It did not answer as it should; the message says why.</exception>
    public static async Task<T> AskAsync<T>(IdentityProvider provider, IdentityOptions options, Func<HttpClient, CancellationToken, Task<T>> ask)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var http = Client(provider, options);
        try
        {
            return await ask(http, patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new ConnectorException(ConnectorFailure.Timeout, $"It did not answer within {Patience.TotalSeconds:0} seconds.");
        }
        catch (InvalidDataException)
        {
            throw Wrong("It answers with what cannot be decompressed.");
        }
        catch (HttpRequestException e)
        {
            throw new ConnectorException(ConnectorFailure.Connection, e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded
                ? $"It answers with more than {MaximumBytes >> 10} KiB."
                : (e.InnerException as ConnectorException)?.Message ?? $"{e.Message} {e.InnerException?.Message}");
        }
    }

    /// <summary>Reads an answer.</summary>
    /// <param name="json">The answer.</param>
    /// <param name="url">Where it is from.</param>
    /// <param name="read">Reads what is asked for.</param>
    /// <exception cref="ConnectorException">It cannot be read.</exception>
    public static T Read<T>(byte[] json, string url, Func<JsonDocument, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return read(document);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter is what a text that is no Unicode ends with, and only when it is taken.
            throw Wrong($"{url} does not answer with JSON that can be read.");
        }
    }

    /// <summary>A text of an answer; null when it is not there, or no text.</summary>
    public static string? Text(JsonDocument document, string member) =>
        Find(document, member) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static JsonElement? Find(JsonDocument document, string member) =>
        document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(member, out var value) ? value : null;

    public static ConnectorException Wrong(string message) => new(ConnectorFailure.Protocol, message);

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
}
