using System.CommandLine;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Server;

/// <summary><c>qwak server seal</c></summary>
internal sealed class SealCommand : VerbCommand
{
    public const string Verb = "seal";

    public SealCommand(CliContext context)
        : base(context, Verb, "In an emergency: make a running service forget its keys and answer 'unavailable' to all") => AddOptions();

    public override string Examples => """
        qwak server seal

        It needs the admin role in all environments. Each process of a service is sealed by itself. The way back is
        'qwak server unseal', with the seal's key.
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        await client.Sealing.SealAsync(cancellationToken).ConfigureAwait(false);
        Console.WriteLine("The service is sealed: it has no key any more, and answers 'unavailable' until 'qwak server unseal'");
    }
}
