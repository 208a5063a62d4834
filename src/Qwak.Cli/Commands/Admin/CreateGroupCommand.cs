using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Admin;

/// <summary><c>qwak admin groups create</c></summary>
internal sealed class CreateGroupCommand : VerbCommand
{
    private readonly GroupOption _group = new();
    private readonly OutputOption _output = new();

    public CreateGroupCommand(CliContext context)
        : base(context, "create", "Make an empty group, which policies name as group:NAME") => AddOptions(_group, _output);

    public override string Examples => "qwak admin groups create --name trainers";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var made = await client.Groups.CreateAsync(result.GetRequiredValue(_group), cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, made, RestJson.Default.GroupProperties);
            return;
        }

        Console.WriteLine($"The group '{made.Name}' has been created");
    }
}
