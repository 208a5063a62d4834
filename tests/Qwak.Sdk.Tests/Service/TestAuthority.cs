using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Qwak.Sdk.Tests.Service;

/// <summary>A certificate authority of the test run's own, and a certificate for localhost.</summary>
internal sealed class TestAuthority
{
    private readonly X509Certificate2 _root;

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _root = request.CreateSelfSigned(Yesterday, Yesterday.AddDays(30));
        PemFile = Path.Combine(Directory.CreateTempSubdirectory("qwak-sdk-ca-").FullName, "ca.pem");
        File.WriteAllText(PemFile, _root.ExportCertificatePem());
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(PemFile)!, recursive: true);
    }

    public static TestAuthority Shared { get; } = new();

    public string PemFile { get; }

    private static DateTimeOffset Yesterday => TimeProvider.System.GetUtcNow().AddDays(-1);

    public X509Certificate2 Issue(string dnsName)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + dnsName, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(dnsName);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_root, Yesterday, Yesterday.AddDays(20), RandomNumberGenerator.GetBytes(8));
        using var withKey = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null);
    }
}
