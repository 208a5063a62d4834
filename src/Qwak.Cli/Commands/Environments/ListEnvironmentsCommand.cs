using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Environments;

/// <summary><c>qwak environments list</c></summary>
internal sealed class ListEnvironmentsCommand : VerbCommand
{
    private readonly OutputOption _output = new();

    public ListEnvironmentsCommand(CliContext context)
        : base(context, "list", "List the server's environments") => AddOptions(_output);

    public override string Examples => "qwak environments list\nqwak environments list --output json";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var environments = await client.Environments.ListAsync(cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, new Page<EnvironmentProperties>(environments), RestJson.Default.PageEnvironmentProperties);
            return;
        }

        var table = new Table("NAME", "EDGE ADDRESS", "DEFAULT", "CREATED", "ID");
        foreach (var environment in environments)
        {
            var isDefault = environment.IsDefault ? "yes" : null;
            table.Add(environment.Name, environment.EdgeAddress, isDefault, Table.Time(environment.CreatedAt), environment.Id);
        }

        table.WriteTo(Console);
    }
}
