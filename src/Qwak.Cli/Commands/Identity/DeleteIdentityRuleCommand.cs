using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Identity;

/// <summary><c>qwak admin identity-rules delete</c></summary>
internal sealed class DeleteIdentityRuleCommand : VerbCommand
{
    private readonly Option<string> _name = new("--name") { Description = "the rule's name", HelpName = "TEXT", Required = true };
    private readonly OutputOption _output = new();

    public DeleteIdentityRuleCommand(CliContext context)
        : base(context, "delete", "Delete an identity rule, and end the access tokens that came of it") => AddOptions(_name, _output);

    public override string Examples => "qwak admin identity-rules delete --name models-main";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var name = result.GetRequiredValue(_name);
        using var client = new AdministrationClient(Connection(result));
        await client.IdentityRules.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        JsonOutput.WriteDone(Console, _output.IsJson(result), $"The identity rule '{name}' has been deleted", "deleted", ("name", name));
    }
}
