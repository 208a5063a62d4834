using System.Collections.Concurrent;
using Microsoft.IdentityModel.Tokens;
using Qwak.Connectors;
using Qwak.Core.Identity;

namespace Qwak.Server.Identity;

/// <summary>All issuers, each apart: one that hangs is waited for by its own tokens and users alone.</summary>
internal sealed class Issuers(IdentityOptions options, TimeProvider time, ILogger<Issuers> logger)
{
    // By all that a provider says: one that was deleted and made anew does not inherit keys.
    private readonly ConcurrentDictionary<IdentityProvider, IssuerCache> _caches = new(ProviderComparer.Instance);

    public Task<(SecurityKey? Key, TokenProblem? Problem)> FindKeyAsync(IdentityProvider provider, string keyId, CancellationToken cancellationToken) =>
        Cache(provider).FindKeyAsync(keyId, cancellationToken);

    public Task<(SignInEndpoints? Endpoints, TokenProblem? Problem)> FindEndpointsAsync(IdentityProvider provider, CancellationToken cancellationToken) =>
        Cache(provider).FindEndpointsAsync(cancellationToken);

    /// <summary>Not to be cancelled: a code that was sent is used.</summary>
    public async Task<(string? IdToken, TokenProblem? Problem)> RedeemAsync(IdentityProvider provider, SignInEndpoints endpoints, CodeRedemption redemption)
    {
        var redemptions = Cache(provider).Redemptions;
        if (!redemptions.TryEnter())
        {
            return (null, TokenProblem.UnreachableIssuer);
        }

        try
        {
            var (token, error) = await IssuerCodes.RedeemAsync(provider, endpoints, redemption, options);
            if (error is not null)
            {
                Log.CodeRefused(logger, provider.Name, OidcToken.Printable(error));
            }

            return (token, token is null ? TokenProblem.WrongCode : null);
        }
        catch (ConnectorException e)
        {
            Log.CodeFailed(logger, provider.Name, e.Message);
            return (null, TokenProblem.UnreachableIssuer);
        }
        finally
        {
            redemptions.Leave();
        }
    }

    private IssuerCache Cache(IdentityProvider provider)
    {
        if (_caches.Count > 2 * IdentityProviderService.MostProviders)
        {
            _caches.Clear();
        }

        return _caches.GetOrAdd(provider, p => new IssuerCache(() => FetchAsync(p), time));
    }

    private async Task<IssuerDocuments?> FetchAsync(IdentityProvider provider)
    {
        try
        {
            return await IssuerFetch.FetchAsync(provider, options);
        }
        catch (ConnectorException e)
        {
            Log.IssuerKeysFailed(logger, provider.Name, e.Message);
            return null;
        }
    }

    private sealed class ProviderComparer : IEqualityComparer<IdentityProvider>
    {
        public static readonly ProviderComparer Instance = new();

        public bool Equals(IdentityProvider? x, IdentityProvider? y) =>
            x?.Name == y?.Name && x?.Issuer == y?.Issuer && x?.JwksUrl == y?.JwksUrl && x?.CertificateAuthority == y?.CertificateAuthority
            && x?.SignIn?.Id == y?.SignIn?.Id && x?.CreatedAt == y?.CreatedAt;

        public int GetHashCode(IdentityProvider provider) => HashCode.Combine(provider.Name, provider.CreatedAt);
    }
}
