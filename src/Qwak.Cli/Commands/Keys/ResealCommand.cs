using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Keys;

/// <summary><c>qwak keys reseal</c></summary>
internal sealed class ResealCommand : VerbCommand
{
    private readonly OutputOption _output = new();

    public ResealCommand(CliContext context)
        : base(context, "reseal", "Put the keyring under another seal, which is named where the service runs") => AddOptions(_output);

    public override string Examples => """
        qwak keys reseal

        Before, on the service's machine, write what the next seal is into DIR.next-seal, beside the data directory DIR, with
        mode 0600 and the options of 'qwak server start', one to a line:
          --seal-kms-key arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
        Afterwards start the service with these options. The service goes on serving. It may be run again.
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        KeyringText.Write(Console, await client.Keys.ResealAsync(cancellationToken).ConfigureAwait(false), _output.IsJson(result));
    }
}
