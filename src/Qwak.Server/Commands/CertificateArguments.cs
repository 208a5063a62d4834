using System.CommandLine;
using Qwak.Core;
using Qwak.Server.Hosting;

namespace Qwak.Server.Commands;

/// <summary>The options that name the operator's own certificate; the same for every verb.</summary>
internal static class CertificateArguments
{
    private static readonly Option<string?> Certificate = new("--certificate")
    {
        Description = "Your own certificate (PEM, with its chain) instead of the local CA's.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> CertificateKey = new("--certificate-key")
    {
        Description = "Private key of your own certificate (PEM).",
        HelpName = "FILE",
    };

    public static void AddTo(Command command)
    {
        command.Options.Add(Certificate);
        command.Options.Add(CertificateKey);
    }

    public static ServerOptions Read(ParseResult parsed, ServerOptions options) =>
        parsed.GetValue(CertificateKey) is null || parsed.GetValue(Certificate) is not null
            ? options with { Certificate = parsed.GetValue(Certificate), CertificateKey = parsed.GetValue(CertificateKey) }
            : throw new StartupException("--certificate-key is given without --certificate.", "Give both, or neither for the local CA's certificate.");
}
