using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Policies;

/// <summary><c>qwak policies delete</c></summary>
internal sealed class DeletePolicyCommand : VerbCommand
{
    private readonly Option<string> _name = new("--name") { Description = "the policy's name", HelpName = "TEXT", Required = true };
    private readonly OutputOption _output = new();

    public DeletePolicyCommand(CliContext context)
        : base(context, "delete", "Delete a policy; this holds from the next request") => AddOptions(_name, _output);

    public override string Examples => "qwak policies delete --name trainers-read";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var name = result.GetRequiredValue(_name);
        using var client = new AdministrationClient(Connection(result));
        await client.Policies.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        JsonOutput.WriteDone(Console, _output.IsJson(result), $"Policy '{name}' has been deleted", "deleted", ("name", name));
    }
}
