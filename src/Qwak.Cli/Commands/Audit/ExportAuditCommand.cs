using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Audit;

/// <summary><c>qwak audit export</c></summary>
internal sealed class ExportAuditCommand : VerbCommand
{
    private const string Csv = "csv";
    private const int ProgressEach = 1000;

    private readonly Option<string> _file = new("--output-file") { Description = "the file to write; it must not be there yet", HelpName = "FILE", Required = true };
    private readonly Option<string> _format = new Option<string>("--format")
    {
        Description = "'jsonl' for a JSON object a line, 'csv' for spreadsheets",
        HelpName = "FORMAT",
        DefaultValueFactory = _ => "jsonl",
    }.AcceptOnlyFromAmong("jsonl", Csv);

    private readonly AuditFilterOptions _filter = new();

    public ExportAuditCommand(CliContext context)
        : base(context, "export", "Write audit events to a file, the oldest first") => AddOptions([_file, _format, .. _filter.All]);

    public override string Examples => """
        qwak audit export --output-file audit.jsonl
        qwak audit export --output-file march.csv --format csv --since 2026-03-01 --until 2026-04-01
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var isCsv = result.GetValue(_format) == Csv;
        var path = result.GetRequiredValue(_file);
        long count = 0;
        await using var file = Create(path);
        await using var lines = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        if (isCsv)
        {
            await lines.WriteLineAsync(CsvEvents.Heading).ConfigureAwait(false);
        }

        await foreach (var line in client.Audit.StreamAsync(_filter.Read(result), after: null, isFollowed: false, cancellationToken).ConfigureAwait(false))
        {
            if (line.Event is { } e)
            {
                await lines.WriteLineAsync(isCsv ? CsvEvents.Line(e) : JsonSerializer.Serialize(e, RestJson.Default.AuditEventRecord)).ConfigureAwait(false);
                if (++count % ProgressEach == 0)
                {
                    Console.DrawProgress(string.Create(CultureInfo.InvariantCulture, $"{count:N0} events"));
                }
            }
        }

        Console.DrawProgress("");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} events written to {path}"));
    }

    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            return new FileStream(path, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"Error: {path} cannot be made: {e.Message}", innerException: e);
        }
    }
}
