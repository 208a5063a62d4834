using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Qwak.Connectors.Network;

/// <summary>What the administrator of the service decided about its connections to data sources.</summary>
internal sealed record NetworkPolicy
{
    public static readonly NetworkPolicy Strict = new();

    /// <summary>Networks that may be dialled although they are of this machine or of a link: 127.0.0.0/8, say.</summary>
    public IReadOnlyList<IPNetwork> AllowedNetworks { get; init; } = [];

    /// <summary>Off only where an administrator said so: the connection is still encrypted, but with whom is not known.</summary>
    public bool VerifyTls { get; init; } = true;

    /// <summary>When not empty, these roots alone are trusted, in place of the machine's.</summary>
    public X509Certificate2Collection TrustedRoots { get; init; } = [];

    /// <summary>Where S3 is, when it is not Amazon's. No definition can name it: it would choose who gets the requests.</summary>
    public Uri? S3Endpoint { get; init; }

    public bool Allows(IPAddress address) =>
        !SpecialAddresses.Contains(address) || AllowedNetworks.Any(network => network.Contains(SpecialAddresses.Embedded(address)));

    /// <summary>TLS options for a server of this name, whatever the address that was dialled.</summary>
    public void Apply(SslClientAuthenticationOptions options, string host)
    {
        options.TargetHost = host;
        options.CertificateChainPolicy = ChainPolicy();
        if (!VerifyTls)
        {
            options.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null;
        }
    }

    /// <summary>The same check, for a driver that hands us the certificate but took the address for the name.</summary>
    /// <param name="certificate">The server's.</param>
    /// <param name="sent">What the server sent with it: the certificates between it and a root.</param>
    /// <param name="host">The name that it must have.</param>
    public bool Accepts(X509Certificate? certificate, X509Chain? sent, string host)
    {
        if (!VerifyTls)
        {
            return true;
        }

        if (certificate is null)
        {
            return false;
        }

        using var chain = new X509Chain { ChainPolicy = ChainPolicy() };
        chain.ChainPolicy.ExtraStore.AddRange(sent?.ChainPolicy.ExtraStore ?? []);
        using var presented = new X509Certificate2(certificate);
        return presented.MatchesHostname(host, allowWildcards: true, allowCommonName: false) && chain.Build(presented);
    }

    private X509ChainPolicy ChainPolicy()
    {
        // As SslStream's default: revocation lists would be fetched from addresses that a certificate names.
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.1"));
        if (TrustedRoots.Count > 0)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(TrustedRoots);
        }

        return policy;
    }
}
