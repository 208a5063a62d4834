using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Admin;

/// <summary><c>qwak admin access-tokens create</c></summary>
internal sealed class CreateAccessTokenCommand : VerbCommand
{
    private readonly UserOption _user = new(required: false);
    private readonly ServerEnvironmentOption _environment = new("the only environment that the token may be used in (any when not given)");
    private readonly Option<string> _description = new("--description") { Description = "what it is for", HelpName = "TEXT" };
    private readonly ExpiryOption _expiry = new("30");
    private readonly OutputOption _output = new();

    public CreateAccessTokenCommand(CliContext context)
        : base(context, "create", "Create an access token; it is shown only this once") =>
        AddOptions(_user, _environment, _description, _expiry, _output);

    public override string Examples => """
        export JF_URL=https://localhost:8443
        export JF_ACCESS_TOKEN="$(qwak admin access-tokens create --user-id trainer --description nightly)"

        The token alone goes to standard output, everything else to standard error, so that it can be piped
        without passing through the shell's history. Without --user-id it is your own.
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var token = await client.AccessTokens.CreateAsync(
            result.GetValue(_user),
            result.GetValue(_environment),
            result.GetValue(_description),
            result.GetValue(_expiry),
            cancellationToken).ConfigureAwait(false);
        using var text = token.AccessToken;
        if (_output.IsJson(result))
        {
            JsonOutput.WriteObject(Console, writer =>
            {
                writer.WriteString("id", token.Id);
                writer.WriteString("accessToken", text.RevealUtf8());
                IssuedCredential.WriteMembers(writer, token.User, token.Environment, token.ExpiresAt);
            });
            return;
        }

        Console.WriteErrorLine($"Access token {token.Id} of '{token.User}', {IssuedCredential.Describe(token.Environment, token.ExpiresAt)}.");
        Console.WriteErrorLine("It is shown only this once:");
        IssuedCredential.WriteLine(Console, text);
    }
}
