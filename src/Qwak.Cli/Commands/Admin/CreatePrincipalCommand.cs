using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Admin;

/// <summary><c>qwak admin users create</c>, <c>qwak admin service-accounts create</c></summary>
internal sealed class CreatePrincipalCommand : VerbCommand
{
    private readonly PrincipalNoun _noun;
    private readonly UserOption _user = new(required: true);
    private readonly OutputOption _output = new();

    public CreatePrincipalCommand(CliContext context, PrincipalNoun noun)
        : base(context, "create", $"Make a {noun.Word} without any right; roles and policies give them")
    {
        _noun = noun;
        AddOptions(_user, _output);
    }

    public override string Examples => $"qwak admin {_noun.Plural} create --user-id trainer";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var made = await _noun.Client(client).CreateAsync(result.GetRequiredValue(_user), cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, made, RestJson.Default.PrincipalProperties);
            return;
        }

        Console.WriteLine($"The {_noun.Word} '{made.Name}' has been created; it has no right yet");
    }
}
