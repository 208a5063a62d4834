using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Qwak.Clients.Connection;

/// <summary>Whom the client believes to be the service. The host name is verified in every case.</summary>
internal static class CertificateTrust
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    public static SslClientAuthenticationOptions For(string? authorityFile)
    {
        if (authorityFile is null)
        {
            return new();
        }

        // A private authority publishes no revocation lists, and nothing is fetched from where a certificate points.
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            ApplicationPolicy = { ServerAuthentication },
        };
        policy.CustomTrustStore.AddRange(Load(authorityFile));
        return new() { CertificateChainPolicy = policy };
    }

    private static X509Certificate2Collection Load(string file)
    {
        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPemFile(file);
            return roots.Count > 0 ? roots : throw new CryptographicException("it holds no certificate");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new QwakException(
                $"Cannot read the certificate authorities in {file} (QWAK_CA_FILE): {e.Message}",
                QwakErrorCodes.NotConfigured,
                innerException: e);
        }
    }
}
