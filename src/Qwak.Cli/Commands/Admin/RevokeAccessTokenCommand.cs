using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Admin;

/// <summary><c>qwak admin access-tokens revoke</c></summary>
internal sealed class RevokeAccessTokenCommand : VerbCommand
{
    private readonly Option<string> _id = new("--id") { Description = "id of the token, as in the list", HelpName = "ID", Required = true };
    private readonly OutputOption _output = new();

    public RevokeAccessTokenCommand(CliContext context)
        : base(context, "revoke", "Revoke an access token; this holds from the next request") => AddOptions(_id, _output);

    public override string Examples => "qwak admin access-tokens revoke --id 7c9f...";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var id = result.GetRequiredValue(_id);
        using var client = new AdministrationClient(Connection(result));
        await client.AccessTokens.RevokeAsync(id, cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.WriteObject(Console, writer =>
            {
                writer.WriteStartArray("revoked");
                writer.WriteStringValue(id);
                writer.WriteEndArray();
            });
            return;
        }

        Console.WriteLine($"Access token {id} has been revoked");
    }
}
