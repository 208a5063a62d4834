using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Admin;

/// <summary><c>qwak admin groups list</c></summary>
internal sealed class ListGroupsCommand : VerbCommand
{
    private readonly OutputOption _output = new();

    public ListGroupsCommand(CliContext context)
        : base(context, "list", "List all groups with their members") => AddOptions(_output);

    public override string Examples => "qwak admin groups list";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var groups = await client.Groups.ListAsync(cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, new Page<GroupProperties>(groups), RestJson.Default.PageGroupProperties);
            return;
        }

        var table = new Table("NAME", "MEMBERS");
        foreach (var group in groups)
        {
            table.Add(group.Name, string.Join(',', group.Members));
        }

        table.WriteTo(Console);
    }
}
