using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Identity;

/// <summary><c>qwak admin identity-providers delete</c></summary>
internal sealed class DeleteIdentityProviderCommand : VerbCommand
{
    private readonly Option<string> _name = new("--name") { Description = "the provider's name", HelpName = "TEXT", Required = true };
    private readonly OutputOption _output = new();

    public DeleteIdentityProviderCommand(CliContext context)
        : base(context, "delete", "Delete an identity provider with its rules, and end the access tokens that came of them") => AddOptions(_name, _output);

    public override string Examples => "qwak admin identity-providers delete --name github";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var name = result.GetRequiredValue(_name);
        using var client = new AdministrationClient(Connection(result));
        await client.IdentityProviders.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        JsonOutput.WriteDone(Console, _output.IsJson(result), $"The identity provider '{name}' has been deleted", "deleted", ("name", name));
    }
}
