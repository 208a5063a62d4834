using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Policies;

/// <summary><c>qwak policies list</c></summary>
internal sealed class ListPoliciesCommand : VerbCommand
{
    private readonly OutputOption _output = new();

    public ListPoliciesCommand(CliContext context)
        : base(context, "list", "List all policies; those of the roles are built in") => AddOptions(_output);

    public override string Examples => "qwak policies list\nqwak policies list --output json";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var policies = await client.Policies.ListAsync(cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, new Page<PolicyProperties>(policies), RestJson.Default.PagePolicyProperties);
            return;
        }

        var table = new Table("NAME", "EFFECT", "PRINCIPALS", "ACTIONS", "ENVIRONMENTS", "NAMES");
        foreach (var policy in policies)
        {
            table.Add(
                policy.Name, policy.Effect, policy.BuiltIn ? "(role)" : Words(policy.Principals), Words(policy.Actions),
                Words(policy.Environments), Words(policy.Names));
        }

        table.WriteTo(Console);
    }

    private static string Words(IReadOnlyList<string> words) => string.Join(',', words);
}
