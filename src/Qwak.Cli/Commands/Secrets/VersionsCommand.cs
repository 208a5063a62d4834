using System.CommandLine;
using System.Globalization;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Secrets;

/// <summary><c>qwak secrets versions</c></summary>
internal sealed class VersionsCommand : VerbCommand
{
    private readonly SecretNameOption _name = new();
    private readonly OutputOption _output = new();

    public VersionsCommand(CliContext context)
        : base(context, "versions", "List a secret's versions, never values; also of a deleted secret") => AddOptions(_name, _output);

    public override string Examples => """
        qwak secrets versions --name aws-api-key
        qwak secrets get --name aws-api-key --version 2
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var versions = await client.Secrets.ListVersionsAsync(result.GetRequiredValue(_name), cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, new Page<SecretVersionProperties>(versions), RestJson.Default.PageSecretVersionProperties);
            return;
        }

        var table = new Table("VERSION", "STATE", "CREATED", "BY", "DELETED");
        foreach (var v in versions)
        {
            table.Add(
                v.Version.ToString(CultureInfo.InvariantCulture), v.State.ToString().ToLowerInvariant(), Table.Time(v.CreatedAt), v.CreatedBy,
                Table.Time(v.DeletedAt));
        }

        table.WriteTo(Console);
    }
}
