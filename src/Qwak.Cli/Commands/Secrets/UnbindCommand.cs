using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Secrets;

/// <summary><c>qwak secrets unbind</c></summary>
internal sealed class UnbindCommand : VerbCommand
{
    private readonly SecretNameOption _name = new();
    private readonly DestinationOption _to = new();
    private readonly OutputOption _output = new();

    public UnbindCommand(CliContext context)
        : base(context, "unbind", "Take back where a secret may be sent") => AddOptions(_name, _to, _output);

    public override string Examples => "qwak secrets unbind --name db-password --to db-2.example.com:5432";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var name = result.GetRequiredValue(_name);
        using var client = new AdministrationClient(Connection(result));
        foreach (var destination in result.GetRequiredValue(_to))
        {
            await client.Secrets.UnbindAsync(name, destination, cancellationToken).ConfigureAwait(false);
            JsonOutput.WriteDone(
                Console, _output.IsJson(result), $"Secret '{name}' is no longer bound to {destination}", "unbound", ("name", name),
                ("destination", destination));
        }
    }
}
