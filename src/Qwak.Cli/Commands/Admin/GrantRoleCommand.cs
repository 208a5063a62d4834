using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Admin;

/// <summary><c>qwak admin roles grant</c></summary>
internal sealed class GrantRoleCommand : VerbCommand
{
    private readonly UserOption _user = new(required: true);
    private readonly ServerEnvironmentOption _environment = new("environment of the server; '*' (quoted) is all of them", required: true);
    private readonly RoleOption _role = new("", required: true);
    private readonly OutputOption _output = new();

    public GrantRoleCommand(CliContext context)
        : base(context, "grant", "Give a user a role in an environment, in place of the one there") =>
        AddOptions(_user, _environment, _role, _output);

    public override string Examples => """
        qwak admin roles grant --user-id trainer --environment-name production --role reader
        qwak admin roles grant --user-id dana --environment-name '*' --role admin
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var granted = await client.Roles.GrantAsync(
            result.GetRequiredValue(_user),
            result.GetRequiredValue(_environment),
            result.GetRequiredValue(_role),
            cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, granted, RestJson.Default.RoleAssignment);
            return;
        }

        Console.WriteLine($"'{granted.User}' is now {granted.Role} in {EnvironmentWords.Describe(granted.Environment)}");
    }
}
