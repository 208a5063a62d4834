using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Environments;

/// <summary><c>qwak environments create</c></summary>
internal sealed class CreateEnvironmentCommand : VerbCommand
{
    private readonly Option<string> _name = new("--name") { Description = "name of the new environment", HelpName = "NAME", Required = true };

    private readonly Option<string> _edgeAddress = new("--edge-address")
    {
        Description = "address at which clients reach it; the server must listen there too",
        HelpName = "HOST:PORT",
    };

    private readonly Option<bool> _purgeProtection = new("--purge-protection")
    {
        Description = "its secrets cannot be purged before their retention is over, for ever",
    };

    private readonly OutputOption _output = new();

    public CreateEnvironmentCommand(CliContext context)
        : base(context, "create", "Create an environment of the server") => AddOptions(_name, _edgeAddress, _purgeProtection, _output);

    public override string Examples => """
        qwak environments create --name production --edge-address localhost:8444

        A client that dials the edge address acts in this environment. On one machine environments differ by port;
        start the server with one --listen for each.
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var created = await client.Environments.CreateAsync(
            result.GetRequiredValue(_name),
            result.GetValue(_edgeAddress),
            result.GetValue(_purgeProtection),
            cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, created, RestJson.Default.EnvironmentProperties);
            return;
        }

        Console.WriteLine($"Environment '{created.Name}' created{(created.EdgeAddress is null ? "" : $" at {created.EdgeAddress}")}");
    }
}
