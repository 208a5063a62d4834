using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Qwak.Core.Diagnosis;
using Qwak.Core.Storage;

namespace Qwak.Server.Hosting;

/// <summary>The certificate that the next start would show: when it ends, and whether it is for the names that clients dial.</summary>
internal static class CertificateChecks
{
    private static readonly TimeSpan EndsSoon = TimeSpan.FromDays(30);

    public static IReadOnlyList<CheckResult> Run(ServerOptions options, DataDirectory directory, IReadOnlyList<string> hosts, DateTimeOffset now)
    {
        var file = options.Certificate ?? directory.File("server.pem");
        var keyFile = options.Certificate is null ? directory.File("server.key") : options.CertificateKey ?? file;
        var remedy = options.Certificate is null ? "Restart the service, which makes a new one." : "Get a new one, and restart the service with it.";
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(file, keyFile);
            return [Life(certificate, file, now, remedy), Names(certificate, file, hosts)];
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return [CheckResult.Failed("certificate", $"The certificate {file} cannot be used with its key: {e.Message}", remedy)];
        }
    }

    private static CheckResult Life(X509Certificate2 certificate, string file, DateTimeOffset now, string remedy)
    {
        const string Check = "certificate";
        var text = string.Create(
            CultureInfo.InvariantCulture, $"The certificate {file} is good from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd} to {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}.");
        return certificate.NotBefore > now || certificate.NotAfter < now ? CheckResult.Failed(Check, text, remedy)
            : certificate.NotAfter - EndsSoon < now ? CheckResult.Warning(Check, text, remedy)
            : CheckResult.Ok(Check, text);
    }

    private static CheckResult Names(X509Certificate2 certificate, string file, IReadOnlyList<string> hosts)
    {
        const string Check = "host names";
        var missing = hosts.Where(host => !certificate.MatchesHostname(host.Trim('[', ']'))).ToList();
        return missing.Count > 0
            ? CheckResult.Failed(Check, $"The certificate {file} is not for {string.Join(", ", missing)}, where clients are sent.", "Give one for these names with --certificate, or another --address.")
            : hosts.Count == 0
            ? CheckResult.Warning(Check, "It is not known at which names clients dial.", "Mend the store, and run the doctor again.")
            : CheckResult.Ok(Check, $"The certificate is for {string.Join(", ", hosts)}.");
    }
}
