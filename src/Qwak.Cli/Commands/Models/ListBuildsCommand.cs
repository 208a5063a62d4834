using System.CommandLine;
using System.Globalization;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.ModelBuilds;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Models;

/// <summary><c>qwak models builds list</c></summary>
internal sealed class ListBuildsCommand : VerbCommand
{
    private readonly Option<string?> _modelId = new("--model-id") { Description = "only builds of this model", HelpName = "ID" };
    private readonly Option<int> _limit = new("--limit") { Description = "at most so many", HelpName = "N", DefaultValueFactory = _ => 50 };
    private readonly OutputOption _output = new();

    public ListBuildsCommand(CliContext context)
        : base(context, "list", "List builds, the newest first") => AddOptions(_modelId, _limit, _output);

    public override string Examples => """
        qwak models builds list
        qwak models builds list --model-id churn --output json
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new ModelBuildsClient(Connection(result));
        var builds = new List<ModelBuildProperties>();
        var limit = result.GetValue(_limit);
        await foreach (var build in client.ListAsync(result.GetValue(_modelId), cancellationToken).ConfigureAwait(false))
        {
            if (builds.Count == limit)
            {
                break;
            }

            builds.Add(build);
        }

        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, new Page<ModelBuildProperties>(builds), RestJson.Default.PageModelBuildProperties);
            return;
        }

        var table = new Table("BUILD", "MODEL", "ENVIRONMENT", "PRINCIPAL", "STATUS", "STARTED", "FINISHED", "EXIT CODE");
        foreach (var b in builds)
        {
            table.Add(
                b.BuildId, b.ModelId, b.Environment, b.Principal, b.Status, Table.Time(b.StartedAt), Table.Time(b.FinishedAt),
                b.ExitCode?.ToString(CultureInfo.InvariantCulture));
        }

        table.WriteTo(Console);
    }
}
