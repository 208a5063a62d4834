using System.CommandLine;
using System.Globalization;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Secrets;

/// <summary><c>qwak secrets properties</c>: shows them, changed first if an option says so.</summary>
internal sealed class PropertiesCommand : VerbCommand
{
    private readonly SecretNameOption _name = new();
    private readonly DetailOptions _details = new();
    private readonly OutputOption _output = new();

    public PropertiesCommand(CliContext context)
        : base(context, "properties", "Show or change what is said of a secret; never its value")
    {
        AddOptions([_name, .. _details.All, _output]);
        Validators.Add(_details.Validate);
    }

    public override string Examples => """
        qwak secrets properties --name aws-api-key
        qwak secrets properties --name aws-api-key --owner ml-team --expires 90d --tag aws --tag training
        qwak secrets properties --name snowflake-user --not-sensitive
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var name = result.GetRequiredValue(_name);
        using var client = new AdministrationClient(Connection(result));
        if (_details.Read(result, TimeProvider.System.GetUtcNow()) is { } change)
        {
            await client.Secrets.UpdateAsync(name, change, cancellationToken).ConfigureAwait(false);
        }

        var secret = await client.FindSecretAsync(name, cancellationToken).ConfigureAwait(false)
            ?? throw new CliException($"Error: Secret '{name}' not found");
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, secret, RestJson.Default.SecretProperties);
            return;
        }

        var table = new Table("PROPERTY", "VALUE");
        table.Add("name", secret.Name);
        table.Add("environment", secret.Environment);
        table.Add("version", secret.Version.ToString(CultureInfo.InvariantCulture));
        table.Add("description", secret.Description);
        table.Add("owner", secret.Owner);
        table.Add("tags", string.Join(' ', secret.Tags));
        table.Add("sensitive", secret.IsSensitive ? "yes" : "no");
        table.Add("expires", Table.Time(secret.ExpiresAt));
        table.Add("created", $"{Table.Time(secret.CreatedAt)} by {secret.CreatedBy}");
        table.Add("updated", $"{Table.Time(secret.UpdatedAt)} by {secret.UpdatedBy}");
        table.Add("last read", secret.LastReadAt is null ? null : $"{Table.Time(secret.LastReadAt)} by {secret.LastReadBy}");
        table.WriteTo(Console);
        ExpiryWarnings.Write(Console, [secret]);
    }
}
