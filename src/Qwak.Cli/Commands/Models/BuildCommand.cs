using System.CommandLine;
using Qwak.Builds;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;

namespace Qwak.Cli.Commands.Models;

/// <summary><c>qwak models build</c></summary>
internal sealed class BuildCommand : VerbCommand
{
    private readonly ModelOptions _model = new();
    private readonly Option<string?> _outputFolder = new("--output-folder") { Description = "where the build puts what it makes (qwak-output/ID)", HelpName = "DIR" };

    private readonly Option<int?> _timeLimit = new("--time-limit") { Description = "end the build after so many seconds", HelpName = "SECONDS" };
    private readonly OutputOption _output = new();

    public BuildCommand(CliContext context)
        : base(context, "build", "Build a model: its secrets reach it, and neither its log nor what it makes")
    {
        Add(_model.Source);
        AddOptions([.. _model.All, _outputFolder, _timeLimit, _output]);
    }

    public override string Examples => """
        qwak models build samples/python-model --model-id churn
        qwak models build samples/csharp-model --model-id churn --secret aws-api-key
        qwak models build https://git.example.com/churn.git --model-id churn --git-credentials-secret git-login
        qwak models build -f build.yml --git-branch next
        qwak models build . --model-id churn -E APP_TOKEN=secret.cloud-token --time-limit 3600 --output json

        The build's steps and its log are shown on standard error, the summary on standard output.
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var limit = result.GetValue(_timeLimit);
        var options = _model.Read(result, Console) with
        {
            OutputFolder = result.GetValue(_outputFolder),
            TimeLimit = limit is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        var summary = await ModelOptions.Builder(options, Connection(result)).RunAsync(cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, summary, BuildJson.Default.BuildSummary);
        }
        else
        {
            SummaryText.Write(Console, summary);
        }

        ExitCode = summary.Status == "succeeded" ? ExitCodes.Success : ExitCodes.Failure;
    }
}
