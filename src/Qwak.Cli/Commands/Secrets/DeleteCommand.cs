using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients;
using Qwak.Clients.Administration;
using Qwak.Clients.SecretService;

namespace Qwak.Cli.Commands.Secrets;

/// <summary><c>qwak secrets delete</c></summary>
internal sealed class DeleteCommand : VerbCommand
{
    private readonly SecretNameOption _name = new();
    private readonly Option<bool> _force = new("--force") { Description = "delete it although data sources use it" };
    private readonly OutputOption _output = new();

    public DeleteCommand(CliContext context)
        : base(context, "delete", "Delete a secret") => AddOptions(_name, _force, _output);

    public override string Examples => """
        qwak secrets delete --name aws-api-key

        Nothing can read the value afterwards. Setting the name again makes its next version. 'qwak secrets restore' takes
        the deletion back, for 7 days by default; 'qwak secrets purge' destroys at once.
        """;

    protected override string FailurePrefix => "Error deleting secret. Error is ";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var name = result.GetRequiredValue(_name);
        var connection = Connection(result);
        if (!_output.IsJson(result))
        {
            Console.WriteLine($"Deleting secret named '{name}'");
        }

        await SecretUsers.TellAsync(Console, connection, name, "their next read of it is refused:", cancellationToken).ConfigureAwait(false);
        await DeleteAsync(connection, result.GetValue(_force), name, cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.WriteObject(Console, writer =>
            {
                writer.WriteString("name", name);
                writer.WriteBoolean("deleted", true);
            });
            return;
        }

        Console.WriteLine($"Secret '{name}' has been deleted");
    }

    private static async Task DeleteAsync(QwakConnectionOptions connection, bool isForced, string name, CancellationToken cancellationToken)
    {
        if (isForced)
        {
            using var administration = new AdministrationClient(connection);
            await administration.Secrets.ForceDeleteAsync(name, cancellationToken).ConfigureAwait(false);
            return;
        }

        using var client = new SecretServiceClient(connection);
        await client.DeleteSecretAsync(name, cancellationToken).ConfigureAwait(false);
    }
}
