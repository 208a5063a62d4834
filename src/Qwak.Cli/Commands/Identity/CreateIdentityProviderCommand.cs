using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Identity;

/// <summary><c>qwak admin identity-providers create</c></summary>
internal sealed class CreateIdentityProviderCommand : VerbCommand
{
    private readonly Option<string> _name = new("--name") { Description = "the provider's name", HelpName = "TEXT", Required = true };
    private readonly Option<string> _issuer = new("--issuer") { Description = "the claim 'iss' of its tokens, letter for letter", HelpName = "URL", Required = true };
    private readonly Option<string[]> _audiences = new("--audience") { Description = "what must be in the claim 'aud' of workloads' tokens; may repeat: one is enough", HelpName = "TEXT" };
    private readonly Option<string?> _jwks = new("--jwks-url") { Description = "where its keys are, instead of finding them by discovery", HelpName = "URL" };
    private readonly Option<string?> _authority = new("--ca-file") { Description = "PEM file of the only authorities that its server is trusted by, instead of the service's machine's", HelpName = "FILE" };
    private readonly Option<bool> _reusable = new("--reusable-tokens") { Description = "let a token be exchanged more than once, as Kubernetes' have to be" };
    private readonly Option<string?> _client = new("--client-id") { Description = "what the provider knows the service as, for users to sign in to the web UI with it", HelpName = "TEXT" };
    private readonly Option<string?> _secret = new("--client-secret-file") { Description = "file with the client's secret, and a line end if you like; without it the client is a public one", HelpName = "FILE" };
    private readonly OutputOption _output = new();

    public CreateIdentityProviderCommand(CliContext context)
        : base(context, "create", "Let OIDC tokens of an issuer be exchanged, or users sign in with it, where a rule says so") =>
        AddOptions(_name, _issuer, _audiences, _jwks, _authority, _reusable, _client, _secret, _output);

    public override string Examples => """
        qwak admin identity-providers create --name github --issuer https://token.actions.githubusercontent.com \
            --audience https://secrets.example.com
        qwak admin identity-providers create --name cluster --issuer https://kubernetes.default.svc.cluster.local \
            --jwks-url https://cluster.example.com:6443/openid/v1/jwks --ca-file cluster-ca.pem \
            --audience https://secrets.example.com --reusable-tokens
        qwak admin identity-providers create --name company --issuer https://login.example.com \
            --client-id qwak --client-secret-file client-secret
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var definition = new IdentityProviderDefinition(
            result.GetRequiredValue(_name), result.GetRequiredValue(_issuer), result.GetValue(_audiences), result.GetValue(_jwks),
            result.GetValue(_authority) is { } file ? await ReadAsync(file, cancellationToken).ConfigureAwait(false) : null, result.GetValue(_reusable))
        {
            ClientId = result.GetValue(_client),
            ClientSecret = result.GetValue(_secret) is { } secret ? (await ReadAsync(secret, cancellationToken).ConfigureAwait(false)).TrimEnd('\r', '\n') : null,
        };
        using var client = new AdministrationClient(Connection(result));
        var made = await client.IdentityProviders.CreateAsync(definition, cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, made, RestJson.Default.IdentityProviderProperties);
            return;
        }

        Console.WriteLine($"The identity provider '{made.Name}' has been created; it needs a rule before a token of it is taken");
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"Error: The file '{file}' cannot be read: {e.Message}", innerException: e);
        }
    }
}
