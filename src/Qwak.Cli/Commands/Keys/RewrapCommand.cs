using System.CommandLine;
using System.Globalization;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Keys;

/// <summary><c>qwak keys rewrap</c></summary>
internal sealed class RewrapCommand : VerbCommand
{
    private readonly OutputOption _output = new();

    public RewrapCommand(CliContext context)
        : base(context, "rewrap", "Put all secrets under the active key, and destroy the older keys") => AddOptions(_output);

    public override string Examples => """
        qwak keys rotate && qwak keys rewrap

        The service goes on serving. It may be broken off and run again.
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var due = (await client.Keys.StatusAsync(cancellationToken).ConfigureAwait(false)).Keys.Where(key => !key.IsActive).Sum(key => key.Versions);
        var (rewrapped, damaged, destroyed) = (0, 0, 0);
        await foreach (var step in client.Keys.RewrapAsync(cancellationToken).ConfigureAwait(false))
        {
            (rewrapped, damaged, destroyed) = (rewrapped + step.Rewrapped, damaged + step.Damaged, destroyed + step.Destroyed);
            Console.DrawProgress(string.Create(CultureInfo.InvariantCulture, $"{rewrapped:N0} of {due:N0} versions"));
        }

        Console.DrawProgress("");
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, new RewrapStep(rewrapped, damaged, destroyed, Next: null), RestJson.Default.RewrapStep);
        }
        else
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rewrapped} versions are under the active key now; {destroyed} older keys destroyed"));
        }

        if (damaged > 0)
        {
            throw new CliException(string.Create(
                CultureInfo.InvariantCulture,
                $"Error: {damaged} versions were altered or damaged and stay under their keys. Restore them from a backup, or purge their secrets."));
        }
    }
}
