using System.CommandLine;

namespace Qwak.Cli.Commands.Models;

/// <summary><c>qwak models serve</c></summary>
internal sealed class ServeCommand : VerbCommand
{
    private readonly ModelOptions _model = new();
    private readonly Option<int> _port = new("--port") { Description = "port of this machine to serve on", HelpName = "N", Required = true };

    public ServeCommand(CliContext context)
        : base(context, "serve", "Serve a model on this machine: POST /predict, with its secrets and without them in its log")
    {
        Add(_model.Source);
        AddOptions([.. _model.All, _port]);
    }

    public override string Examples => """
        qwak models serve samples/python-model --model-id churn --port 8080
        curl --json '{"rows": 3}' http://localhost:8080/predict

        It is recorded as a build of the model, with the secrets that it used. Ctrl-C ends it.
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var options = _model.Read(result, Console) with { ServingPort = result.GetValue(_port) };
        var summary = await ModelOptions.Builder(options, Connection(result)).RunAsync(cancellationToken).ConfigureAwait(false);
        SummaryText.Write(Console, summary);
        ExitCode = summary.Status is "succeeded" or "cancelled" ? ExitCodes.Success : ExitCodes.Failure;
    }
}
