using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Environments;

/// <summary><c>qwak environments protect</c></summary>
internal sealed class ProtectEnvironmentCommand : VerbCommand
{
    private readonly Option<string> _name = new("--name") { Description = "name of the environment", HelpName = "NAME", Required = true };
    private readonly OutputOption _output = new();

    public ProtectEnvironmentCommand(CliContext context)
        : base(context, "protect", "Protect an environment's secrets from being purged, for ever") => AddOptions(_name, _output);

    public override string Examples => """
        qwak environments protect --name production

        Its secrets can still be deleted, and are destroyed when their retention is over. It cannot be taken back.
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var environment = await client.Environments.ProtectAsync(result.GetRequiredValue(_name), cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, environment, RestJson.Default.EnvironmentProperties);
            return;
        }

        Console.WriteLine($"Environment '{environment.Name}' is protected from purging");
    }
}
