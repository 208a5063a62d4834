using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Keys;

/// <summary><c>qwak keys rotate</c></summary>
internal sealed class RotateKeyCommand : VerbCommand
{
    private readonly OutputOption _output = new();

    public RotateKeyCommand(CliContext context)
        : base(context, "rotate", "Make a new key for what is set from now on; older keys go on decrypting") => AddOptions(_output);

    public override string Examples => """
        qwak keys rotate

        Then 'qwak keys rewrap' puts what is there under the new key, too, and destroys the older keys.
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        KeyringText.Write(Console, await client.Keys.RotateAsync(cancellationToken).ConfigureAwait(false), _output.IsJson(result));
    }
}
