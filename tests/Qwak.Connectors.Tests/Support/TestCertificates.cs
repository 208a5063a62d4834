using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Qwak.Connectors.Tests.Support;

/// <summary>A root of this run, and what it signed: a server named localhost.</summary>
internal static class TestCertificates
{
    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-1);
    private static readonly X509Certificate2 Root = NewRoot("Test root");

    public static X509Certificate2Collection Roots => [Root];

    /// <summary>A root that signed nothing that is used.</summary>
    public static X509Certificate2Collection OtherRoots { get; } = [NewRoot("Another root")];

    public static X509Certificate2 Localhost { get; } = NewServer("localhost");

    /// <summary>Writes certificate and key as a database's server reads them.</summary>
    public static void Write(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "server.crt"), Localhost.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "server.key"), Localhost.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(Path.Combine(folder, "server.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static X509Certificate2 NewRoot(string name)
    {
        var request = new CertificateRequest($"CN={name}", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(From, From.AddDays(30));
    }

    private static X509Certificate2 NewServer(string name)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var bare = request.Create(Root, From, From.AddDays(20), RandomNumberGenerator.GetBytes(8));
        return bare.CopyWithPrivateKey(key);
    }
}
