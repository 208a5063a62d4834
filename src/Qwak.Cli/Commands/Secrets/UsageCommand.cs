using System.CommandLine;
using System.Globalization;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Clients.ModelBuilds;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Secrets;

/// <summary><c>qwak secrets usage</c></summary>
internal sealed class UsageCommand : VerbCommand
{
    private readonly SecretNameOption _name = new();
    private readonly OutputOption _output = new();

    public UsageCommand(CliContext context)
        : base(context, "usage", "List which builds and data sources used which version of a secret") => AddOptions(_name, _output);

    public override string Examples => """
        qwak secrets usage --name aws-api-key
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new ModelBuildsClient(Connection(result));
        var uses = await client.UsageAsync(result.GetRequiredValue(_name), cancellationToken).ConfigureAwait(false);
        using var administration = new AdministrationClient(Connection(result));
        var sources = await administration.Secrets.ListDataSourcesAsync(result.GetRequiredValue(_name), cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, new SecretUses(uses, sources), RestJson.Default.SecretUses);
            return;
        }

        var table = new Table("BUILD", "MODEL", "STATUS", "VERSION", "PRINCIPAL", "FIRST", "LAST", "READS");
        foreach (var use in uses)
        {
            table.Add(
                use.BuildId, use.ModelId, use.Status, use.Version.ToString(CultureInfo.InvariantCulture), use.Principal, Table.Time(use.FirstAt),
                Table.Time(use.LastAt), use.Reads.ToString(CultureInfo.InvariantCulture));
        }

        table.WriteTo(Console);
        if (sources.Count > 0)
        {
            Console.WriteLine("");
            OfDataSources(sources).WriteTo(Console);
        }
    }

    /// <summary>A line for each version that a source used; one without for a source that has not used any yet.</summary>
    private static Table OfDataSources(IReadOnlyList<DataSourceSecretUse> sources)
    {
        var table = new Table("DATA SOURCE", "VERSION", "FIRST", "LAST", "USES");
        foreach (var source in sources)
        {
            var name = source.IsNamed ? source.DataSource : $"{source.DataSource} (no longer)";
            foreach (var used in source.Versions)
            {
                table.Add(
                    name, used.Version.ToString(CultureInfo.InvariantCulture), Table.Time(used.FirstAt), Table.Time(used.LastAt),
                    used.Uses.ToString(CultureInfo.InvariantCulture));
            }

            if (source.Versions.Count == 0)
            {
                table.Add(name, null, null, null, "0");
            }
        }

        return table;
    }
}
