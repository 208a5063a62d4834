using System.Text.Json;
using Qwak.Connectors;
using Qwak.Connectors.Network;
using Qwak.Core.Identity;

namespace Qwak.Server.Identity;

/// <summary>What an issuer says of itself.</summary>
/// <param name="Keys">What it signs with.</param>
/// <param name="SignIn">Where it signs users in; null when they do not sign in with it.</param>
internal sealed record IssuerDocuments(IssuerKeySet Keys, SignInEndpoints? SignIn);

/// <summary>Fetches an issuer's keys, by discovery or where the provider says, and where it signs users in.</summary>
internal static class IssuerFetch
{
    /// <exception cref="ConnectorException">They cannot be had; the message says why.</exception>
    public static Task<IssuerDocuments> FetchAsync(IdentityProvider provider, IdentityOptions options) =>
        IssuerHttp.AskAsync(provider, options, async (http, cancellationToken) =>
        {
            var (keysUrl, signIn) = provider is { JwksUrl: { } known, SignIn: null } ? (known, null) : await DiscoverAsync(http, provider, cancellationToken);
            var keys = IssuerKeySet.Parse(await GetAsync(http, keysUrl, cancellationToken))
                ?? throw IssuerHttp.Wrong($"{keysUrl} does not answer with a set of 1 to {IssuerKeySet.MostKeys} keys (JWKS) that has one for RS256 or ES256.");
            return new IssuerDocuments(keys, signIn);
        });

    private static async Task<(string KeysUrl, SignInEndpoints? SignIn)> DiscoverAsync(HttpClient http, IdentityProvider provider, CancellationToken cancellationToken)
    {
        var url = provider.Issuer.TrimEnd('/') + "/.well-known/openid-configuration";
        return IssuerHttp.Read(await GetAsync(http, url, cancellationToken), url, document =>
        {
            if (IssuerHttp.Text(document, "issuer") != provider.Issuer)
            {
                throw IssuerHttp.Wrong($"{url} names another issuer than the provider.");
            }

            var keysUrl = provider.JwksUrl ?? IssuerHttp.Text(document, "jwks_uri") ?? throw IssuerHttp.Wrong($"{url} names no 'jwks_uri'.");
            return (keysUrl, provider.SignIn is null ? null : Endpoints(document, url));
        });
    }

    // What discovery names is under the same rule as what an administrator writes.
    private static SignInEndpoints Endpoints(JsonDocument document, string url)
    {
        Uri Address(string member) => IdentityText.Address(IssuerHttp.Text(document, member)) ?? throw IssuerHttp.Wrong($"{url} names no '{member}' that is https://.");
        var methods = IssuerHttp.Find(document, "token_endpoint_auth_methods_supported");
        return new SignInEndpoints(
            Address("authorization_endpoint"),
            Address("token_endpoint"),
            NamesIssuer: IssuerHttp.Find(document, "authorization_response_iss_parameter_supported") is { ValueKind: JsonValueKind.True },
            TakesBasic: methods is not { ValueKind: JsonValueKind.Array } list || list.EnumerateArray().Any(method => method.ValueEquals("client_secret_basic")));
    }

    private static async Task<byte[]> GetAsync(HttpClient http, string text, CancellationToken cancellationToken)
    {
        var url = IdentityText.Address(text) ?? throw IssuerHttp.Wrong("The address of the keys is not https://.");
        using var answer = await http.GetAsync(url, cancellationToken);
        GuardedHttp.Check(answer, url.Authority);
        return await answer.Content.ReadAsByteArrayAsync(cancellationToken);
    }
}
