using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Admin;

/// <summary><c>qwak admin api-keys list</c></summary>
internal sealed class ListApiKeysCommand : VerbCommand
{
    private readonly OutputOption _output = new();

    public ListApiKeysCommand(CliContext context)
        : base(context, "list", "List API keys, without their text") => AddOptions(_output);

    public override string Examples => "qwak admin api-keys list\nqwak admin api-keys list --output json";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var keys = await client.ApiKeys.ListAsync(cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, new Page<ApiKeyProperties>(keys), RestJson.Default.PageApiKeyProperties);
            return;
        }

        var table = new Table("ID", "USER", "ENVIRONMENT", "CREATED", "EXPIRES", "REVOKED");
        foreach (var key in keys)
        {
            table.Add(key.Id, key.User, key.Environment, Table.Time(key.CreatedAt), Table.Time(key.ExpiresAt), Table.Time(key.RevokedAt));
        }

        table.WriteTo(Console);
    }
}
