using System.CommandLine;
using System.Text.Json;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.FeatureStore.DataSources;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Features;

/// <summary><c>qwak features show</c></summary>
internal sealed class ShowDataSourceCommand : VerbCommand
{
    private readonly DataSourceOption _name = new();
    private readonly OutputOption _output = new();

    public ShowDataSourceCommand(CliContext context)
        : base(context, "show", "Show a data source and its definition, which names secrets and holds no value") => AddOptions(_name, _output);

    public override string Examples => "qwak features show --data-source my-snowflake-datasource";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var name = result.GetRequiredValue(_name);
        using var client = new AdministrationClient(Connection(result));
        var properties = await client.DataSources.GetPropertiesAsync(name, cancellationToken).ConfigureAwait(false);
        var definition = SpecJson.Write(await client.DataSources.GetAsync(name, cancellationToken).ConfigureAwait(false));
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, new DataSourceAnswer(properties, definition), RestJson.Default.DataSourceAnswer);
            return;
        }

        var table = new Table("FIELD", "VALUE");
        table.Add("name", properties.Name);
        table.Add("kind", properties.Kind);
        table.Add("environment", properties.Environment);
        table.Add("version", $"{properties.Version}");
        table.Add("owner", properties.Owner);
        table.Add("created", $"{Table.Time(properties.CreatedAt)} by {properties.CreatedBy}");
        table.Add("updated", Table.Time(properties.UpdatedAt));
        AddFields(table, "", definition);
        table.WriteTo(Console);
    }

    private static void AddFields(Table table, string path, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            table.Add(path, value.ToString());
            return;
        }

        foreach (var field in value.EnumerateObject())
        {
            AddFields(table, path.Length == 0 ? field.Name : $"{path}.{field.Name}", field.Value);
        }
    }
}
