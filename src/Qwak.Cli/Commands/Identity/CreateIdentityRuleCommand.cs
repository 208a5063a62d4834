using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Identity;

/// <summary><c>qwak admin identity-rules create</c></summary>
internal sealed class CreateIdentityRuleCommand : VerbCommand
{
    private readonly Option<string> _name = new("--name") { Description = "the rule's name", HelpName = "TEXT", Required = true };
    private readonly Option<string> _provider = new("--provider") { Description = "name of the identity provider", HelpName = "TEXT", Required = true };
    private readonly Option<string?> _account = new("--service-account") { Description = "whose access token they get", HelpName = "NAME" };
    private readonly Option<string?> _user = new("--user") { Description = "who signs in to the web UI with them, instead of a service account; the claims have no '*' then", HelpName = "NAME" };
    private readonly Option<string[]> _claims = new("--claim") { Description = "a claim and what it must be; '*' stands for any run of characters; may repeat: all must match", HelpName = "NAME=PATTERN", Required = true };
    private readonly OutputOption _output = new();

    public CreateIdentityRuleCommand(CliContext context)
        : base(context, "create", "Let a provider's tokens with certain claims stand for a service account or a user") =>
        AddOptions(_name, _provider, _account, _user, _claims, _output);

    public override string Examples => """
        qwak admin identity-rules create --name models-main --provider github --service-account trainer \
            --claim repository=acme/models --claim ref=refs/heads/main
        qwak admin identity-rules create --name training-pods --provider cluster --service-account trainer \
            --claim 'sub=system:serviceaccount:training:*'
        qwak admin identity-rules create --name ada --provider company --user ada@example.com --claim email=ada@example.com
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        if (result.GetValue(_account) is null == result.GetValue(_user) is null)
        {
            throw new CliException("Error: Give one of '--service-account' and '--user'.", ExitCodes.Usage);
        }

        var definition = new IdentityRuleDefinition(
            result.GetRequiredValue(_name), result.GetRequiredValue(_provider), result.GetValue(_account), result.GetValue(_user),
            Claims(result.GetRequiredValue(_claims)));
        using var client = new AdministrationClient(Connection(result));
        var made = await client.IdentityRules.CreateAsync(definition, cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, made, RestJson.Default.IdentityRuleProperties);
            return;
        }

        Console.WriteLine($"The identity rule '{made.Name}' has been created");
    }

    private static Dictionary<string, string> Claims(string[] texts)
    {
        var claims = new Dictionary<string, string>();
        foreach (var text in texts)
        {
            if (text.Split('=', 2) is not [{ Length: > 0 } name, var pattern])
            {
                throw new CliException("Error: '--claim' is NAME=PATTERN, such as repository=acme/models.", ExitCodes.Usage);
            }

            if (!claims.TryAdd(name, pattern))
            {
                throw new CliException($"Error: '--claim' has '{name}' twice; all claims of a rule must match, so make a rule for each.", ExitCodes.Usage);
            }
        }

        return claims;
    }
}
