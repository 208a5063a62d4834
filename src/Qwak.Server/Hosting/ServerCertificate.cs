using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Qwak.Core;
using Qwak.Core.Storage;

namespace Qwak.Server.Hosting;

/// <summary>The certificate that the listeners show: the user's own, or one of the local CA in the data directory.</summary>
internal sealed record ServerCertificate(X509Certificate2 Certificate, X509Certificate2Collection Chain, string? CaFile)
{
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(90);

    /// <summary>DNS names that the certificate is for.</summary>
    public IReadOnlyList<string> DnsNames => [.. Certificate.Extensions
        .OfType<X509SubjectAlternativeNameExtension>().SelectMany(extension => extension.EnumerateDnsNames())];

    /// <exception cref="StartupException">A file is missing, unreadable or not a certificate with its key.</exception>
    public static ServerCertificate Load(ServerOptions options, DataDirectory directory, TimeProvider time)
    {
        try
        {
            return options.Certificate is { } file ? Own(file, options.CertificateKey) : Local(directory, options.CaFile, time.GetUtcNow());
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The certificate cannot be used: {e.Message}",
                options.Certificate is null
                    ? $"Remove ca.pem, ca.key, server.pem and server.key from {directory.Path} to have new ones made; clients then need the new ca.pem."
                    : "Give a PEM certificate with --certificate and its unencrypted key with --certificate-key.",
                e);
        }
    }

    private static ServerCertificate Own(string file, string? keyFile)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(file);
        var certificate = X509Certificate2.CreateFromPemFile(file, keyFile ?? file);
        return new ServerCertificate(certificate, [.. chain.Skip(1)], CaFile: null);
    }

    private static ServerCertificate Local(DataDirectory directory, string? copy, DateTimeOffset now)
    {
        var (caFile, caKeyFile) = (directory.File("ca.pem"), directory.File("ca.key"));
        if (!File.Exists(caFile) || !File.Exists(caKeyFile))
        {
            using var made = LocalCertificateAuthority.CreateAuthority(now);
            Save(made, caFile, caKeyFile);
        }

        using var authority = X509Certificate2.CreateFromPemFile(caFile, caKeyFile);
        var (serverFile, serverKeyFile) = (directory.File("server.pem"), directory.File("server.key"));
        if (!File.Exists(serverFile) || !File.Exists(serverKeyFile) || IsDue(serverFile, authority, now))
        {
            using var made = LocalCertificateAuthority.CreateServer(authority, now);
            Save(made, serverFile, serverKeyFile);
        }

        if (copy is not null && Path.GetFullPath(copy) != caFile)
        {
            File.WriteAllText(copy, authority.ExportCertificatePem() + "\n");
            MakeReadable(copy);
        }

        return new ServerCertificate(X509Certificate2.CreateFromPemFile(serverFile, serverKeyFile), [], copy ?? caFile);
    }

    // The copy is for clients of other users too; a certificate is no secret.
    private static void MakeReadable(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, PrivateFile.OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
    }

    private static bool IsDue(string file, X509Certificate2 authority, DateTimeOffset now)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(file);
        return certificate.NotAfter - RenewBefore < now || certificate.Issuer != authority.Subject;
    }

    private static void Save(X509Certificate2 certificate, string file, string keyFile)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        PrivateFile.Write(keyFile, key.ExportPkcs8PrivateKeyPem() + "\n");
        PrivateFile.Write(file, certificate.ExportCertificatePem() + "\n");
    }
}
