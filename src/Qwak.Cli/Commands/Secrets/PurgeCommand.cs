using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Secrets;

/// <summary><c>qwak secrets purge</c></summary>
internal sealed class PurgeCommand : VerbCommand
{
    private readonly SecretNameOption _name = new();
    private readonly Option<bool> _yes = new("--yes") { Description = "it is meant: nothing brings the values back" };
    private readonly Option<bool> _force = new("--force") { Description = "destroy it although data sources use it" };
    private readonly OutputOption _output = new();

    public PurgeCommand(CliContext context)
        : base(context, "purge", "Destroy a secret with all its versions at once (administrators)")
    {
        AddOptions(_name, _yes, _force, _output);
        Validators.Add(result =>
        {
            if (!result.GetValue(_yes))
            {
                result.AddError("A purge cannot be taken back: give '--yes' if it is meant.");
            }
        });
    }

    public override string Examples => """
        qwak secrets purge --name aws-api-key --yes

        'qwak secrets delete' can be taken back for a while; this cannot. An environment may be protected from it.
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var name = result.GetRequiredValue(_name);
        var connection = Connection(result);
        await SecretUsers.TellAsync(Console, connection, name, "their next read of it is refused:", cancellationToken).ConfigureAwait(false);
        using var client = new AdministrationClient(connection);
        await client.Secrets.PurgeAsync(name, result.GetValue(_force), cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.WriteObject(Console, writer =>
            {
                writer.WriteString("name", name);
                writer.WriteBoolean("purged", true);
            });
            return;
        }

        Console.WriteLine($"Secret '{name}' has been purged");
    }
}
