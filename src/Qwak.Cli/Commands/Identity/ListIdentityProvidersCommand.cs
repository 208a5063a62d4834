using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Identity;

/// <summary><c>qwak admin identity-providers list</c></summary>
internal sealed class ListIdentityProvidersCommand : VerbCommand
{
    private readonly OutputOption _output = new();

    public ListIdentityProvidersCommand(CliContext context)
        : base(context, "list", "List the issuers whose OIDC tokens are exchanged, or that users sign in with") => AddOptions(_output);

    public override string Examples => "qwak admin identity-providers list";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var providers = await client.IdentityProviders.ListAsync(cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, new Page<IdentityProviderProperties>(providers), RestJson.Default.PageIdentityProviderProperties);
            return;
        }

        var table = new Table("NAME", "ISSUER", "AUDIENCES", "KEYS", "TOKENS", "SIGN-IN");
        foreach (var provider in providers)
        {
            table.Add(
                provider.Name, provider.Issuer, string.Join(',', provider.Audiences), provider.JwksUrl ?? "(discovery)",
                provider.ReusableTokens ? "reusable" : "once", provider.ClientId ?? "");
        }

        table.WriteTo(Console);
    }
}
