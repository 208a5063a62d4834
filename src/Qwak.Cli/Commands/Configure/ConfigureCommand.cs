using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Clients;
using Qwak.Clients.Connection;

namespace Qwak.Cli.Commands.Configure;

/// <summary><c>qwak configure</c></summary>
internal sealed class ConfigureCommand : VerbCommand
{
    private readonly Option<string> _apiKey = new("--api-key")
    {
        Description = "Qwak assigned API key; it stays in the shell's history (without it: a hidden prompt)",
        HelpName = "QWAK_API_KEY",
    };

    private readonly Option<string> _url = new("--url") { Description = "address of the service", HelpName = "https://HOST:PORT" };

    private readonly Option<string> _ca = new("--ca")
    {
        Description = "PEM file of the certificate authority to trust, instead of the machine's",
        HelpName = "FILE",
    };

    private readonly Option<string> _user = new("--user") { Description = "user name to note in the profile", HelpName = "NAME" };

    public ConfigureCommand(CliContext context)
        : base(context, "configure", "Log in with an API key and keep the connection as a profile", new ProfileOption("Qwak environment's name"))
    {
        AddOptions(_apiKey, _url, _ca, _user);
    }

    public override string Examples => """
        qwak configure --url https://localhost:8443 --ca ~/.qwak/quickstart/ca.pem
        qwak configure --environment production --url https://secrets.example.com:443
        qwak configure < key-file                     the key from a file or another program

        Asks for the API key without showing it; --api-key leaves it in the shell's history. The key is tried
        before anything is written. Profiles are sections of ~/.qwak/config (readable by you only; QWAK_HOME moves
        it); use one with --environment NAME. Variables win over a profile: QWAK_URL, QWAK_CA_FILE, QWAK_API_KEY,
        QWAK_ENVIRONMENT.
        """;

    protected override string FailurePrefix => "";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var name = result.GetRequiredValue(Profile);
        var connection = Context.Connection(name);
        var url = ReadUrl(result.GetValue(_url));
        var authorities = ReadAuthorities(result.GetValue(_ca));
        connection.Url = url ?? connection.Url;
        connection.CertificateAuthorityFile = authorities ?? connection.CertificateAuthorityFile;
        CheckAddress(connection);
        connection.ApiKey = (result.GetValue(_apiKey) ?? Console.ReadHiddenLine("Please enter your API key: ")).Trim();

        await QwakLogin.ConfigureAsync(
            connection,
            new QwakProfile
            {
                Url = url?.OriginalString,
                CertificateAuthorityFile = authorities,
                ApiKey = connection.ApiKey,
                User = result.GetValue(_user),
            },
            cancellationToken).ConfigureAwait(false);
        Console.WriteLine($"User successfully configured for the '{name}' environment");
    }

    // Before the key is asked for.
    private static void CheckAddress(QwakConnectionOptions connection)
    {
        var profile = new QwakProfiles(QwakHome.Locate(connection.Variables)).Get(connection.Profile) ?? new QwakProfile();
        if (ServiceAddress.Find(connection, name => connection.Variables(name) is { Length: > 0 } value ? value : null, profile) is null)
        {
            throw new CliException("Error: Missing option '--url': the profile has no address yet (QWAK_URL would do too).", ExitCodes.Usage);
        }
    }

    private static Uri? ReadUrl(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps
            ? url
            : throw new CliException("Error: Invalid value for '--url': it must be https://host:port.", ExitCodes.Usage);
    }

    // The profile is used from other folders, so the path is kept absolute.
    private static string? ReadAuthorities(string? path)
    {
        if (path is null)
        {
            return null;
        }

        return File.Exists(path)
            ? Path.GetFullPath(path)
            : throw new CliException($"Error: Invalid value for '--ca': there is no file '{path}'.", ExitCodes.Usage);
    }
}
