using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Admin;

/// <summary><c>qwak admin groups remove</c></summary>
internal sealed class RemoveGroupMemberCommand : VerbCommand
{
    private readonly GroupOption _group = new();
    private readonly UserOption _user = new(required: true);
    private readonly OutputOption _output = new();

    public RemoveGroupMemberCommand(CliContext context)
        : base(context, "remove", "Take a user or service account out of a group; this holds from the next request") =>
        AddOptions(_group, _user, _output);

    public override string Examples => "qwak admin groups remove --name trainers --user-id dana";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var (name, user) = (result.GetRequiredValue(_group), result.GetRequiredValue(_user));
        using var client = new AdministrationClient(Connection(result));
        await client.Groups.RemoveMemberAsync(name, user, cancellationToken).ConfigureAwait(false);
        JsonOutput.WriteDone(Console, _output.IsJson(result), $"'{user}' is not in the group '{name}' any more", "removed", ("name", name), ("user", user));
    }
}
