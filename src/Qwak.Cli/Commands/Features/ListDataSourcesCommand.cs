using System.CommandLine;
using System.Globalization;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Features;

/// <summary><c>qwak features list</c></summary>
internal sealed class ListDataSourcesCommand : VerbCommand
{
    private readonly OutputOption _output = new();

    public ListDataSourcesCommand(CliContext context)
        : base(context, "list", "List the registered data sources") => AddOptions(_output);

    public override string Examples => "qwak features list\nqwak features list --output json";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var sources = await client.DataSources.ListAsync(cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, new Page<DataSourceProperties>(sources), RestJson.Default.PageDataSourceProperties);
            return;
        }

        var table = new Table("NAME", "KIND", "VERSION", "OWNER", "UPDATED", "SECRETS");
        foreach (var source in sources)
        {
            table.Add(
                source.Name, source.Kind, source.Version.ToString(CultureInfo.InvariantCulture), source.Owner, Table.Time(source.UpdatedAt),
                string.Join(',', source.SecretNames));
        }

        table.WriteTo(Console);
    }
}
