using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Secrets;

/// <summary><c>qwak secrets restore</c></summary>
internal sealed class RestoreCommand : VerbCommand
{
    private readonly SecretNameOption _name = new();
    private readonly Option<int[]> _versions = new("--version") { Description = "a deleted version to restore; may repeat", HelpName = "N" };
    private readonly OutputOption _output = new();

    public RestoreCommand(CliContext context)
        : base(context, "restore", "Take the deletion of a secret back, or restore single versions") => AddOptions(_name, _versions, _output);

    public override string Examples => """
        qwak secrets list --deleted
        qwak secrets restore --name aws-api-key               as it was before it was deleted
        qwak secrets restore --name aws-api-key --version 2   a version that was deleted earlier

        What was deleted can be restored for 7 days, unless the server was started with another --deleted-retention-days.
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var versions = result.GetResult(_versions) is null ? null : result.GetValue(_versions);
        var restored = await client.Secrets.RestoreAsync(result.GetRequiredValue(_name), versions, cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, restored, RestJson.Default.SecretProperties);
            return;
        }

        Console.WriteLine($"Secret '{restored.Name}' has been restored; its current version is {restored.Version}");
    }
}
