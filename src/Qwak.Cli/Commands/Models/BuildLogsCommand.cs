using System.CommandLine;
using System.Globalization;
using System.Text;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.ModelBuilds;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Models;

/// <summary><c>qwak models builds logs</c></summary>
internal sealed class BuildLogsCommand : VerbCommand
{
    private readonly BuildIdOption _buildId = new();
    private readonly Option<bool> _follow = new("--follow") { Description = "go on until the build has ended" };
    private readonly Option<bool> _times = new("--times") { Description = "show when each line was written, and to which stream" };
    private readonly OutputOption _output = new();

    public BuildLogsCommand(CliContext context)
        : base(context, "logs", "Print a build's log, in which secrets are redacted") => AddOptions(_buildId, _follow, _times, _output);

    public override string Examples => """
        qwak models builds logs --build-id 0f8fad5bd9cb469fa165708a7b4b1f6e --follow
        qwak models builds logs --build-id 0f8fad5bd9cb469fa165708a7b4b1f6e --output json    one object for each piece
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new ModelBuildsClient(Connection(result));
        var entries = client.ReadLogAsync(result.GetRequiredValue(_buildId), result.GetValue(_follow), cancellationToken);
        if (_output.IsJson(result))
        {
            var all = new List<BuildLogEntry>();
            await foreach (var entry in entries.ConfigureAwait(false))
            {
                all.Add(entry);
            }

            JsonOutput.Write(Console, new Page<BuildLogEntry>(all), RestJson.Default.PageBuildLogEntry);
            return;
        }

        await foreach (var entry in entries.ConfigureAwait(false))
        {
            Console.Write(Encoding.UTF8.GetBytes(result.GetValue(_times) ? WithTimes(entry) : entry.Text));
        }
    }

    private static string WithTimes(BuildLogEntry entry)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"{entry.Time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {(entry.IsError ? "err" : "out")} ");
        return string.Concat(entry.Text.TrimEnd('\n').Split('\n').Select(line => $"{prefix}{line}\n"));
    }
}
