using System.CommandLine;
using System.Globalization;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.ModelBuilds;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Secrets;

/// <summary><c>qwak secrets usage</c></summary>
internal sealed class UsageCommand : VerbCommand
{
    private readonly SecretNameOption _name = new();
    private readonly OutputOption _output = new();

    public UsageCommand(CliContext context)
        : base(context, "usage", "List which builds used which version of a secret, and through whom") => AddOptions(_name, _output);

    public override string Examples => """
        qwak secrets usage --name aws-api-key
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new ModelBuildsClient(Connection(result));
        var uses = await client.UsageAsync(result.GetRequiredValue(_name), cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, new Page<BuildSecretUse>(uses), RestJson.Default.PageBuildSecretUse);
            return;
        }

        var table = new Table("BUILD", "MODEL", "STATUS", "VERSION", "PRINCIPAL", "FIRST", "LAST", "READS");
        foreach (var use in uses)
        {
            table.Add(
                use.BuildId, use.ModelId, use.Status, use.Version.ToString(CultureInfo.InvariantCulture), use.Principal, Table.Time(use.FirstAt),
                Table.Time(use.LastAt), use.Reads.ToString(CultureInfo.InvariantCulture));
        }

        table.WriteTo(Console);
    }
}
