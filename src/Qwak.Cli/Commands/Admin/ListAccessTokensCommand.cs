using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Admin;

/// <summary><c>qwak admin access-tokens list</c></summary>
internal sealed class ListAccessTokensCommand : VerbCommand
{
    private readonly OutputOption _output = new();

    public ListAccessTokensCommand(CliContext context)
        : base(context, "list", "List access tokens, without their text") => AddOptions(_output);

    public override string Examples => "qwak admin access-tokens list\nqwak admin access-tokens list --output json";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var tokens = await client.AccessTokens.ListAsync(cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, new Page<AccessTokenProperties>(tokens), RestJson.Default.PageAccessTokenProperties);
            return;
        }

        var table = new Table("ID", "USER", "ENVIRONMENT", "CREATED", "EXPIRES", "REVOKED", "DESCRIPTION");
        foreach (var token in tokens)
        {
            table.Add(
                token.Id,
                token.User,
                token.Environment,
                Table.Time(token.CreatedAt),
                Table.Time(token.ExpiresAt),
                Table.Time(token.RevokedAt),
                token.Description);
        }

        table.WriteTo(Console);
    }
}
