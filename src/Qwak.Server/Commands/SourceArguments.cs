using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Qwak.Connectors.Network;
using Qwak.Core;
using Qwak.Server.DataSources;

namespace Qwak.Server.Commands;

/// <summary>What the server may do to open data sources.</summary>
internal static class SourceArguments
{
    public static readonly IReadOnlyList<IPNetwork> Loopback = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    private static readonly Option<bool> AllowLoopback = new("--allow-loopback-sources")
    {
        Description = "Let data sources lie on this machine (127.0.0.0/8 and ::1), for development: whoever may register one can then reach its ports.",
    };

    private static readonly Option<string?> CertificateAuthorities = new("--source-ca-file")
    {
        Description = "Certificates of the CAs that data sources are trusted by (PEM), in place of the machine's.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> UnverifiedTls = new("--unverified-source-tls")
    {
        Description = "Do not verify the certificates of data sources: secrets then go to whoever answers at a bound address.",
    };

    private static readonly Option<string?> S3Endpoint = new("--source-s3-endpoint")
    {
        Description = "Where files of s3://BUCKET/KEY lie, when that is not Amazon: a server that speaks S3, with buckets in its paths.",
        HelpName = "URL",
    };

    public static void AddTo(Command command)
    {
        Option[] options = [AllowLoopback, CertificateAuthorities, UnverifiedTls, S3Endpoint];
        foreach (var option in options)
        {
            command.Options.Add(option);
        }
    }

    public static SourceOptions Read(ParseResult parsed) => new()
    {
        Network = new NetworkPolicy
        {
            AllowedNetworks = parsed.GetValue(AllowLoopback) ? Loopback : [],
            TrustedRoots = parsed.GetValue(CertificateAuthorities) is { } file ? ReadAuthorities(file) : [],
            S3Endpoint = parsed.GetValue(S3Endpoint) is { } endpoint ? ReadEndpoint(endpoint) : null,
            VerifyTls = !parsed.GetValue(UnverifiedTls),
        },
    };

    private static Uri ReadEndpoint(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint is { Scheme: "https", PathAndQuery: "/", UserInfo: "", Fragment: "" }
            ? endpoint
            : throw new StartupException("--source-s3-endpoint is no address of a server over TLS.", "Write https://HOST or https://HOST:PORT.");

    private static X509Certificate2Collection ReadAuthorities(string file)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StartupException($"--source-ca-file {file} cannot be read ({e.GetType().Name}).", "Name a file of PEM certificates.", e);
        }

        // None at all would mean the machine's own.
        return roots.Count > 0 ? roots : throw new StartupException($"--source-ca-file {file} holds no certificate.", "Name a file of PEM certificates.");
    }
}
