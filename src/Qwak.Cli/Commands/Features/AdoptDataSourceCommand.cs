using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Features;

/// <summary><c>qwak features adopt</c>: registers the definition that is there once more, so that it is the administrator's.</summary>
internal sealed class AdoptDataSourceCommand : VerbCommand
{
    private readonly DataSourceOption _name = new();
    private readonly OutputOption _output = new();

    public AdoptDataSourceCommand(CliContext context)
        : base(context, "adopt", "Become the owner of a data source whose owner has left (administrators)") => AddOptions(_name, _output);

    public override string Examples => """
        qwak features adopt --data-source my-snowflake-datasource

        A data source works with its owner's rights. Look at it first with 'qwak features show': from now on you answer for it.
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var name = result.GetRequiredValue(_name);
        using var client = new AdministrationClient(Connection(result));
        var definition = await client.DataSources.GetAsync(name, cancellationToken).ConfigureAwait(false);
        var adopted = await client.DataSources.RegisterAsync(definition, cancellationToken).ConfigureAwait(false);
        JsonOutput.WriteDone(
            Console, _output.IsJson(result), $"Data source '{name}' belongs to '{adopted.Owner}' now", "adopted", ("name", name), ("owner", adopted.Owner));
    }
}
