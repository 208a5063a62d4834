using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.Administration;

namespace Qwak.Cli.Commands.Admin;

/// <summary><c>qwak admin api-keys revoke</c>: one key by its id or, as the existing CLI does, by its user and environment.</summary>
internal sealed class RevokeApiKeyCommand : VerbCommand
{
    private readonly Option<string> _id = new("--id") { Description = "id of the key, as in the list", HelpName = "ID" };
    private readonly UserOption _user = new(required: false);
    private readonly ServerEnvironmentOption _environment = new("with --user-id: the environment that the key is bound to");
    private readonly OutputOption _output = new();

    public RevokeApiKeyCommand(CliContext context)
        : base(context, "revoke", "Revoke API keys; this holds from the next request")
    {
        AddOptions(_id, _user, _environment, _output);
        Validators.Add(result =>
        {
            if (result.GetResult(_id) is null == result.GetResult(_user) is null)
            {
                result.AddError("Give either '--id' or '--user-id'.");
            }
        });
    }

    public override string Examples => """
        qwak admin api-keys revoke --id 7c9f...
        qwak admin api-keys revoke --user-id trainer                                 all keys of the user
        qwak admin api-keys revoke --user-id trainer --environment-name production   those bound to that environment
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var client = new AdministrationClient(Connection(result));
        var ids = result.GetValue(_id) is { } id ? [id] : await FindAsync(client, result, cancellationToken).ConfigureAwait(false);
        foreach (var key in ids)
        {
            await client.ApiKeys.RevokeAsync(key, cancellationToken).ConfigureAwait(false);
            if (!_output.IsJson(result))
            {
                Console.WriteLine($"API key {key} has been revoked");
            }
        }

        if (_output.IsJson(result))
        {
            JsonOutput.WriteObject(Console, writer =>
            {
                writer.WriteStartArray("revoked");
                ids.ForEach(writer.WriteStringValue);
                writer.WriteEndArray();
            });
        }
    }

    private async Task<List<string>> FindAsync(AdministrationClient client, ParseResult result, CancellationToken cancellationToken)
    {
        var user = result.GetValue(_user);
        var environment = result.GetValue(_environment);
        var keys = await client.ApiKeys.ListAsync(cancellationToken).ConfigureAwait(false);
        var ids = keys
            .Where(key => key.RevokedAt is null && key.User == user && (environment is null || key.Environment == environment))
            .Select(key => key.Id)
            .ToList();
        return ids.Count > 0 ? ids : throw new CliException($"Error: '{user}' has no such API key that is not revoked already.");
    }
}
