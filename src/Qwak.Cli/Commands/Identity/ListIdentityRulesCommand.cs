using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Identity;

/// <summary><c>qwak admin identity-rules list</c></summary>
internal sealed class ListIdentityRulesCommand : VerbCommand
{
    private readonly OutputOption _output = new();

    public ListIdentityRulesCommand(CliContext context)
        : base(context, "list", "List which OIDC tokens stand for which service account") => AddOptions(_output);

    public override string Examples => "qwak admin identity-rules list";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var rules = await client.IdentityRules.ListAsync(cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, new Page<IdentityRuleProperties>(rules), RestJson.Default.PageIdentityRuleProperties);
            return;
        }

        var table = new Table("NAME", "PROVIDER", "PRINCIPAL", "CLAIMS");
        foreach (var rule in rules)
        {
            table.Add(rule.Name, rule.Provider, rule.ServiceAccount ?? rule.User ?? "", string.Join(", ", rule.Claims.Select(claim => $"{claim.Key}={claim.Value}")));
        }

        table.WriteTo(Console);
    }
}
