using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Admin;

/// <summary><c>qwak admin roles revoke</c></summary>
internal sealed class RevokeRoleCommand : VerbCommand
{
    private readonly UserOption _user = new(required: true);
    private readonly ServerEnvironmentOption _environment = new("environment of the server, or '*' as it was granted", required: true);
    private readonly OutputOption _output = new();

    public RevokeRoleCommand(CliContext context)
        : base(context, "revoke", "Take a user's role in an environment away; this holds from the next request") =>
        AddOptions(_user, _environment, _output);

    public override string Examples => "qwak admin roles revoke --user-id trainer --environment-name production";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var user = result.GetRequiredValue(_user);
        var environment = result.GetRequiredValue(_environment);
        using var client = new AdministrationClient(Connection(result));
        await client.Roles.RevokeAsync(user, environment, cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.WriteObject(Console, writer =>
            {
                writer.WriteString("user", user);
                writer.WriteString("environment", environment);
                writer.WriteBoolean("revoked", true);
            });
            return;
        }

        Console.WriteLine($"'{user}' has no role any more in {EnvironmentWords.Describe(environment)}");
    }
}
