using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Admin;

/// <summary><c>qwak admin roles list</c></summary>
internal sealed class ListRolesCommand : VerbCommand
{
    private readonly OutputOption _output = new();

    public ListRolesCommand(CliContext context)
        : base(context, "list", "List who has which role in which environment ('*': all)") => AddOptions(_output);

    public override string Examples => "qwak admin roles list\nqwak admin roles list --output json";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var roles = await client.Roles.ListAsync(cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, new Page<RoleAssignment>(roles), RestJson.Default.PageRoleAssignment);
            return;
        }

        var table = new Table("USER", "ENVIRONMENT", "ROLE");
        foreach (var role in roles)
        {
            table.Add(role.User, role.Environment, role.Role);
        }

        table.WriteTo(Console);
    }
}
