using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Admin;

/// <summary><c>qwak admin groups delete</c></summary>
internal sealed class DeleteGroupCommand : VerbCommand
{
    private readonly GroupOption _group = new();
    private readonly OutputOption _output = new();

    public DeleteGroupCommand(CliContext context)
        : base(context, "delete", "Delete a group; its members stay") => AddOptions(_group, _output);

    public override string Examples => "qwak admin groups delete --name trainers";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var name = result.GetRequiredValue(_group);
        using var client = new AdministrationClient(Connection(result));
        await client.Groups.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        JsonOutput.WriteDone(Console, _output.IsJson(result), $"The group '{name}' has been deleted", "deleted", ("name", name));
    }
}
