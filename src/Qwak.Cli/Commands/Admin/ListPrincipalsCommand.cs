using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Admin;

/// <summary><c>qwak admin users list</c>, <c>qwak admin service-accounts list</c></summary>
internal sealed class ListPrincipalsCommand : VerbCommand
{
    private readonly PrincipalNoun _noun;
    private readonly OutputOption _output = new();

    public ListPrincipalsCommand(CliContext context, PrincipalNoun noun)
        : base(context, "list", $"List every {noun.Word}")
    {
        _noun = noun;
        AddOptions(_output);
    }

    public override string Examples => $"qwak admin {_noun.Plural} list";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var principals = await _noun.Client(client).ListAsync(cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, new Page<PrincipalProperties>(principals), RestJson.Default.PagePrincipalProperties);
            return;
        }

        var table = new Table("NAME");
        foreach (var principal in principals)
        {
            table.Add(principal.Name);
        }

        table.WriteTo(Console);
    }
}
