using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Keys;

/// <summary><c>qwak keys status</c></summary>
internal sealed class KeysStatusCommand : VerbCommand
{
    private readonly OutputOption _output = new();

    public KeysStatusCommand(CliContext context)
        : base(context, "status", "Show the seal, the keys, and how much is under each") => AddOptions(_output);

    public override string Examples => "qwak keys status\nqwak keys status --output json";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        KeyringText.Write(Console, await client.Keys.StatusAsync(cancellationToken).ConfigureAwait(false), _output.IsJson(result));
    }
}
