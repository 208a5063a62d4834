using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Admin;

/// <summary><c>qwak admin api-keys generate</c></summary>
internal sealed class GenerateApiKeyCommand : VerbCommand
{
    private readonly UserOption _user = new(required: true);
    private readonly ServerEnvironmentOption _environment = new("the only environment that the key may be used in (any when not given)");
    private readonly RoleOption _role = new("; for a user who does not exist yet");
    private readonly Option<bool> _force = new("--force") { Description = "replace the key that the user has already" };
    private readonly ExpiryOption _expiry = new("never");
    private readonly OutputOption _output = new();

    public GenerateApiKeyCommand(CliContext context)
        : base(context, "generate", "Generate an API key; it is shown only this once") =>
        AddOptions(_user, _environment, _role, _force, _expiry, _output);

    public override string Examples => """
        qwak admin api-keys generate --user-id trainer --environment-name default --role reader
        qwak admin api-keys generate --user-id trainer --force --expires-in-days 90 > key-file

        The key alone goes to standard output, everything else to standard error, so the key can be piped
        without passing through the shell's history.
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var key = await client.ApiKeys.GenerateAsync(
            result.GetRequiredValue(_user),
            result.GetValue(_environment),
            result.GetValue(_role),
            result.GetValue(_force),
            result.GetValue(_expiry),
            cancellationToken).ConfigureAwait(false);
        using var text = key.ApiKey;
        if (_output.IsJson(result))
        {
            JsonOutput.WriteObject(Console, writer =>
            {
                writer.WriteString("id", key.Id);
                writer.WriteString("apiKey", text.RevealUtf8());
                IssuedCredential.WriteMembers(writer, key.User, key.Environment, key.ExpiresAt);
            });
            return;
        }

        Console.WriteErrorLine($"API key {key.Id} of '{key.User}', {IssuedCredential.Describe(key.Environment, key.ExpiresAt)}.");
        Console.WriteErrorLine("It is shown only this once:");
        IssuedCredential.WriteLine(Console, text);
    }
}
