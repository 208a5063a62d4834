using System.Collections.Concurrent;
using Microsoft.IdentityModel.Tokens;
using Qwak.Connectors;
using Qwak.Core.Identity;

namespace Qwak.Server.Identity;

/// <summary>The keys of all issuers, each issuer apart: one that hangs is waited for by its own tokens alone.</summary>
internal sealed class IssuerKeys(IdentityOptions options, TimeProvider time, ILogger<IssuerKeys> logger)
{
    // By all that a provider says: one that was deleted and made anew does not inherit keys.
    private readonly ConcurrentDictionary<IdentityProvider, IssuerKeyCache> _caches = new(ProviderComparer.Instance);

    public Task<(SecurityKey? Key, TokenProblem? Problem)> FindAsync(IdentityProvider provider, string keyId, CancellationToken cancellationToken)
    {
        if (_caches.Count > 2 * IdentityProviderService.MostProviders)
        {
            _caches.Clear();
        }

        return _caches.GetOrAdd(provider, p => new IssuerKeyCache(() => FetchAsync(p), time)).FindAsync(keyId, cancellationToken);
    }

    private async Task<IssuerKeySet?> FetchAsync(IdentityProvider provider)
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
            && x?.CreatedAt == y?.CreatedAt;

        public int GetHashCode(IdentityProvider provider) => HashCode.Combine(provider.Name, provider.CreatedAt);
    }
}
