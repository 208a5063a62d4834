using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Policies;

/// <summary><c>qwak policies set</c></summary>
internal sealed class SetPolicyCommand : VerbCommand
{
    // A misspelt member is an error, not a policy that says something else.
    private static readonly RestJson Strict = new(new JsonSerializerOptions(RestJson.Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false,
    });

    private readonly Option<string?> _file = new("--file")
    {
        Description = "a JSON file with name, effect, principals, actions, environments and names, instead of the options", HelpName = "FILE",
    };

    private readonly Option<string?> _name = new("--name") { Description = "the policy's name", HelpName = "TEXT" };
    private readonly Option<string?> _effect = new("--effect") { Description = "'allow' (default) or 'deny'", HelpName = "EFFECT" };
    private readonly Option<string[]> _principals = Words("--principal", "who: a user or service account, or group:NAME", "PRINCIPAL");
    private readonly Option<string[]> _actions = Words("--action", "list, read, set, delete, use, audit or admin", "ACTION");
    private readonly Option<string[]> _environments = Words("--environment-name", "environment of the server", "ENVIRONMENT");
    private readonly Option<string[]> _secrets = Words("--secret", "name of a secret", "NAME");
    private readonly OutputOption _output = new();

    public SetPolicyCommand(CliContext context)
        : base(context, "set", "Make a policy, or put it in place of the one of that name") =>
        AddOptions(_file, _name, _effect, _principals, _actions, _environments, _secrets, _output);

    public override string Examples => """
        qwak policies set --file policy.json
        qwak policies set --name trainers-read --principal group:trainers --action list --action read \
            --environment-name production --secret 'snowflake-*'
        qwak policies set --name no-root-keys --effect deny --principal '*' --action read --environment-name '*' --secret '*-root-key'

        '*' stands for any run of characters; quote it. Options may repeat. A deny wins over every allow.
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var policy = result.GetValue(_file) is { } file ? ReadFile(result, file) : FromOptions(result);
        if (string.IsNullOrEmpty(policy.Name))
        {
            throw new CliException("Error: The policy has no name: give '--name', or the member 'name' in the file.", ExitCodes.Usage);
        }

        using var client = new AdministrationClient(Connection(result));
        var set = await client.Policies.SetAsync(policy.Name, policy, cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.Write(Console, set, RestJson.Default.PolicyProperties);
            return;
        }

        Console.WriteLine($"Policy '{set.Name}' has been set");
    }

    private static Option<string[]> Words(string name, string description, string help) =>
        new(name) { Description = $"{description}; may repeat", HelpName = help, DefaultValueFactory = _ => [] };

    private PolicyDefinition FromOptions(ParseResult result) => new(
        result.GetValue(_effect) ?? "allow", result.GetValue(_principals), result.GetValue(_actions), result.GetValue(_environments),
        result.GetValue(_secrets), result.GetValue(_name));

    private PolicyDefinition ReadFile(ParseResult result, string file)
    {
        if (result.GetValue(_effect) is not null || new[] { _principals, _actions, _environments, _secrets }.Any(words => result.GetValue(words) is { Length: > 0 }))
        {
            throw new CliException("Error: Give either '--file' or the options that say what the policy is.", ExitCodes.Usage);
        }

        try
        {
            var read = JsonSerializer.Deserialize(File.ReadAllBytes(file), Strict.PolicyDefinition)
                ?? throw new JsonException("it is null");
            return read with { Name = result.GetValue(_name) ?? read.Name };
        }
        catch (JsonException e)
        {
            throw new CliException($"Error: The file '{file}' is not a policy in JSON: {e.Message}", innerException: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"Error: The file '{file}' cannot be read: {e.Message}", innerException: e);
        }
    }
}
