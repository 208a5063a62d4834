using System.CommandLine;
using System.Text.Json;
using Qwak.Builds;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.ModelBuilds;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Models;

/// <summary><c>qwak models builds show</c></summary>
internal sealed class ShowBuildCommand : VerbCommand
{
    private readonly BuildIdOption _buildId = new();
    private readonly OutputOption _output = new();

    public ShowBuildCommand(CliContext context)
        : base(context, "show", "Show a build: what became of it, and what it used") => AddOptions(_buildId, _output);

    public override string Examples => """
        qwak models builds show --build-id 0f8fad5bd9cb469fa165708a7b4b1f6e
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new ModelBuildsClient(Connection(result));
        var build = await client.GetAsync(result.GetRequiredValue(_buildId), cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, build, RestJson.Default.ModelBuildProperties);
            return;
        }

        Console.WriteLine($"{build.ModelId} in {build.Environment}, started by {build.Principal} at {Table.Time(build.StartedAt)}");
        if (build.Summary?.Deserialize(BuildJson.Default.BuildSummary) is { } summary)
        {
            SummaryText.Write(Console, summary);
            return;
        }

        Console.WriteLine($"Status: {build.Status}");
        Console.WriteLine($"Used: {string.Join(", ", build.UsedSecrets?.Select(used => $"{used.Name} (version {used.Version})") ?? [])}");
    }
}
