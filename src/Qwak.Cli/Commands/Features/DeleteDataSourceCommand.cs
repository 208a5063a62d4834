using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Features;

/// <summary><c>qwak features delete</c></summary>
internal sealed class DeleteDataSourceCommand : VerbCommand
{
    private readonly DataSourceOption _name = new();
    private readonly OutputOption _output = new();

    public DeleteDataSourceCommand(CliContext context)
        : base(context, "delete", "Delete a data source; its secrets stay") => AddOptions(_name, _output);

    public override string Examples => "qwak features delete --data-source my-snowflake-datasource";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var name = result.GetRequiredValue(_name);
        using var client = new AdministrationClient(Connection(result));
        await client.DataSources.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        JsonOutput.WriteDone(Console, _output.IsJson(result), $"Data source '{name}' has been deleted", "deleted", ("name", name));
    }
}
