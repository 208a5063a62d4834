using System.CommandLine;
using System.Globalization;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.SecretService;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Secrets;

/// <summary><c>qwak secrets list</c></summary>
internal sealed class ListCommand : VerbCommand
{
    private readonly OutputOption _output = new();

    private readonly Option<string> _filter = new("--filter") { Description = "only names that contain this text", HelpName = "TEXT" };

    private readonly Option<string> _sort = new Option<string>("--sort")
    {
        Description = "'name', 'environment', 'created' or 'updated'",
        HelpName = "BY",
        DefaultValueFactory = _ => "name",
    }.AcceptOnlyFromAmong("name", "environment", "created", "updated");

    private readonly Option<string> _order = new Option<string>("--order")
    {
        Description = "'asc' or 'desc'",
        HelpName = "ORDER",
        DefaultValueFactory = _ => "asc",
    }.AcceptOnlyFromAmong("asc", "desc");

    private readonly Option<bool> _deleted = new("--deleted") { Description = "deleted secrets that can be restored, instead of the others" };

    public ListCommand(CliContext context)
        : base(context, "list", "List secrets: names and versions, never values") => AddOptions(_filter, _sort, _order, _deleted, _output);

    public override string Examples => """
        qwak secrets list
        qwak secrets list --filter snowflake --sort updated --order desc
        qwak secrets list --output json
        """;

    protected override string FailurePrefix => "Error listing secrets. Error is ";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new SecretServiceClient(Connection(result));
        var secrets = new List<SecretProperties>();
        await foreach (var secret in client.ListSecretsAsync(Selection(result), cancellationToken).ConfigureAwait(false))
        {
            secrets.Add(secret);
        }

        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, new Page<SecretProperties>(secrets), RestJson.Default.PageSecretProperties);
            return;
        }

        var table = new Table("NAME", "VERSION", "CREATED", "UPDATED");
        foreach (var secret in secrets)
        {
            var version = secret.Version.ToString(CultureInfo.InvariantCulture);
            table.Add(secret.Name, version, Table.Time(secret.CreatedAt), Table.Time(secret.UpdatedAt));
        }

        table.WriteTo(Console);
        ExpiryWarnings.Write(Console, secrets);
    }

    private ListSecretsOptions Selection(ParseResult result) => new()
    {
        Filter = result.GetValue(_filter),
        Sort = Enum.Parse<SecretSort>(result.GetValue(_sort)!, ignoreCase: true),
        Descending = result.GetValue(_order) == "desc",
        Deleted = result.GetValue(_deleted),
    };
}
