using System.CommandLine;
using System.Text.Json;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Features;

/// <summary><c>qwak features sample</c></summary>
internal sealed class SampleCommand : VerbCommand
{
    private readonly DataSourceOption _name = new();
    private readonly Option<int> _rows = new("--rows") { Description = "1 to 1000", HelpName = "N", DefaultValueFactory = _ => 10 };

    private readonly Option<string> _output = new Option<string>("--output")
    {
        Description = "'text' to read, 'json' or 'csv' for scripts, 'parquet' for a file with types", HelpName = "FORMAT", DefaultValueFactory = _ => "text",
    }.AcceptOnlyFromAmong("text", "json", "csv", "parquet");

    public SampleCommand(CliContext context)
        : base(context, "sample", "Print rows of a data source") => AddOptions(_name, _rows, _output);

    public override string Examples => """
        qwak features sample --data-source my-snowflake-datasource
        qwak features sample --data-source my-snowflake-datasource --rows 1000 --output csv > sample.csv
        qwak features sample --data-source my-snowflake-datasource --rows 1000 --output parquet > sample.parquet
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var (name, rows, output) = (result.GetRequiredValue(_name), result.GetValue(_rows), result.GetValue(_output));
        if (output == "parquet" && Console.IsOutputTerminal)
        {
            throw new CliException("Error: A Parquet file is not text for a terminal. Redirect it into a file: --output parquet > sample.parquet", ExitCodes.Usage);
        }

        using var client = new AdministrationClient(Connection(result));
        if (output == "parquet")
        {
            Console.Write(await client.DataSources.SampleParquetAsync(name, rows, cancellationToken).ConfigureAwait(false));
            return;
        }

        var sample = await client.DataSources.SampleAsync(name, rows, cancellationToken).ConfigureAwait(false);
        switch (output)
        {
            case "json":
                JsonOutput.Write(Console, sample, RestJson.Default.DataSourceSample);
                break;
            case "csv":
                WriteCsv(sample);
                break;
            default:
                WriteTable(sample);
                break;
        }
    }

    private void WriteTable(DataSourceSample sample)
    {
        if (sample.Columns.Count == 0)
        {
            return;
        }

        var table = new Table([.. sample.Columns.Select(column => Table.Printable(column.Name))]);
        foreach (var row in sample.Rows)
        {
            table.Add([.. row.Select(Text)]);
        }

        table.WriteTo(Console);
    }

    // RFC 4180, with a line feed alone as line break; null is empty, and an empty text is "".
    private void WriteCsv(DataSourceSample sample)
    {
        Console.WriteLine(string.Join(',', sample.Columns.Select(column => Quoted(column.Name))));
        foreach (var row in sample.Rows)
        {
            Console.WriteLine(string.Join(',', row.Select(cell => Text(cell) is { } text ? Quoted(text) : "")));
        }
    }

    private static string? Text(JsonElement cell) => cell.ValueKind == JsonValueKind.Null ? null : cell.ToString();

    private static string Quoted(string text) =>
        text.Length > 0 && text.IndexOfAny([',', '"', '\n', '\r']) < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
