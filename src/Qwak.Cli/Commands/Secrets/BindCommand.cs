using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Secrets;

/// <summary><c>qwak secrets bind</c></summary>
internal sealed class BindCommand : VerbCommand
{
    private readonly SecretNameOption _name = new();
    private readonly DestinationOption _to = new();
    private readonly OutputOption _output = new();

    public BindCommand(CliContext context)
        : base(context, "bind", "Say where a secret may be sent when a data source uses it") => AddOptions(_name, _to, _output);

    public override string Examples => """
        qwak secrets bind --name snowflake-password --to account.eu-central-1.snowflakecomputing.com:443
        qwak secrets bind --name db-password --to db-1.example.com:5432 --to db-2.example.com:5432

        Who may use a secret and not read it can use it only where it is bound. A bound secret goes nowhere else, whoever
        uses it. '*.example.com:443' takes an administrator.
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var name = result.GetRequiredValue(_name);
        using var client = new AdministrationClient(Connection(result));
        foreach (var destination in result.GetRequiredValue(_to))
        {
            await client.Secrets.BindAsync(name, destination, cancellationToken).ConfigureAwait(false);
            JsonOutput.WriteDone(
                Console, _output.IsJson(result), $"Secret '{name}' may be sent to {destination}", "bound", ("name", name), ("destination", destination));
        }
    }
}
