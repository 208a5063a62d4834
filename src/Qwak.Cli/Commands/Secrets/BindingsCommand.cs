using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Secrets;

/// <summary><c>qwak secrets bindings</c></summary>
internal sealed class BindingsCommand : VerbCommand
{
    private readonly SecretNameOption _name = new();
    private readonly OutputOption _output = new();

    public BindingsCommand(CliContext context)
        : base(context, "bindings", "List where a secret may be sent when a data source uses it") => AddOptions(_name, _output);

    public override string Examples => "qwak secrets bindings --name snowflake-password";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var destinations = await client.Secrets.ListBindingsAsync(result.GetRequiredValue(_name), cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, new Page<string>(destinations), RestJson.Default.PageString);
            return;
        }

        foreach (var destination in destinations)
        {
            Console.WriteLine(destination);
        }
    }
}
