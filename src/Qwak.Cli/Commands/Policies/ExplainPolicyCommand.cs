using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Policies;

/// <summary><c>qwak policies explain</c></summary>
internal sealed class ExplainPolicyCommand : VerbCommand
{
    private readonly Option<string> _principal = Word("--principal", "a user or service account", "PRINCIPAL");
    private readonly Option<string> _action = Word("--action", "list, read, set, delete, use, audit or admin", "ACTION");
    private readonly Option<string> _place = Word("--environment-name", "environment of the server, or '*' for the whole service", "ENVIRONMENT");
    private readonly Option<string> _name = Word("--name", "name of a secret, there or not, or '*' for the whole service", "TEXT");
    private readonly OutputOption _output = new();

    public ExplainPolicyCommand(CliContext context)
        : base(context, "explain", "Say whether a principal may do something, and which policy decides it") =>
        AddOptions(_principal, _action, _place, _name, _output);

    public override string Examples => """
        qwak policies explain --principal trainer --action read --environment-name production --name snowflake-user
        qwak policies explain --principal dana --action admin --environment-name '*' --name '*'
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var question = new PolicyQuestion(
            result.GetRequiredValue(_principal), result.GetRequiredValue(_action), result.GetRequiredValue(_place), result.GetRequiredValue(_name));
        using var client = new AdministrationClient(Connection(result));
        var answer = await client.Policies.ExplainAsync(question, cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, answer, RestJson.Default.PolicyExplanation);
            return;
        }

        Console.WriteLine(answer.Explanation);
    }

    private static Option<string> Word(string name, string description, string help) =>
        new(name) { Description = description, HelpName = help, Required = true };
}
