using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Admin;

/// <summary><c>qwak admin users delete</c>, <c>qwak admin service-accounts delete</c></summary>
internal sealed class DeletePrincipalCommand : VerbCommand
{
    private readonly PrincipalNoun _noun;
    private readonly UserOption _user = new(required: true);
    private readonly OutputOption _output = new();

    public DeletePrincipalCommand(CliContext context, PrincipalNoun noun)
        : base(context, "delete", $"Delete a {noun.Word}, and revoke its keys and tokens; this holds from the next request")
    {
        _noun = noun;
        AddOptions(_user, _output);
    }

    public override string Examples => $"qwak admin {_noun.Plural} delete --user-id trainer";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var name = result.GetRequiredValue(_user);
        using var client = new AdministrationClient(Connection(result));
        await _noun.Client(client).DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        JsonOutput.WriteDone(Console, _output.IsJson(result), $"The {_noun.Word} '{name}' has been deleted", "deleted", ("name", name));
    }
}
