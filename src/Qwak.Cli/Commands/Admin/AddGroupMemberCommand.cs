using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Admin;

/// <summary><c>qwak admin groups add</c></summary>
internal sealed class AddGroupMemberCommand : VerbCommand
{
    private readonly GroupOption _group = new();
    private readonly UserOption _user = new(required: true);
    private readonly OutputOption _output = new();

    public AddGroupMemberCommand(CliContext context)
        : base(context, "add", "Take a user or service account into a group") => AddOptions(_group, _user, _output);

    public override string Examples => "qwak admin groups add --name trainers --user-id dana";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var (name, user) = (result.GetRequiredValue(_group), result.GetRequiredValue(_user));
        using var client = new AdministrationClient(Connection(result));
        await client.Groups.AddMemberAsync(name, user, cancellationToken).ConfigureAwait(false);
        JsonOutput.WriteDone(Console, _output.IsJson(result), $"'{user}' is in the group '{name}'", "added", ("name", name), ("user", user));
    }
}
