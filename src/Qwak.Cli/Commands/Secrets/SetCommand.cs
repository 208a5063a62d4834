using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients;
using Qwak.Clients.Administration;
using Qwak.Clients.SecretService;

namespace Qwak.Cli.Commands.Secrets;

/// <summary><c>qwak secrets set</c></summary>
internal sealed class SetCommand : VerbCommand
{
    /// <summary>Longest name that this command creates; the service itself takes longer ones.</summary>
    public const int LongestNewName = 36;

    /// <summary>Fewest bytes that are redacted: shorter ones would be found everywhere in ordinary text.</summary>
    private const int ShortestRedacted = 6;

    private readonly SecretNameOption _name = new();
    private readonly ValueOptions _value = new();
    private readonly Option<int?> _expectedVersion = new("--expected-version")
    {
        Description = "set only if this is the current version, 0 for none",
        HelpName = "N",
    };

    private readonly Option<bool> _check = new("--check")
    {
        Description = "open each data source that uses the secret with the new value first; if one fails, the old value stays current",
    };

    private readonly DetailOptions _details = new();
    private readonly OutputOption _output = new();

    public SetCommand(CliContext context)
        : base(context, "set", "Store a secret's value: a new secret, or the next version of one")
    {
        AddOptions([_name, _value.Value, _value.File, _expectedVersion, _check, .. _details.All, _output]);
        Validators.Add(_details.Validate);
        Validators.Add(_value.Validate);
    }

    public override string Examples => """
        qwak secrets set --name aws-api-key                          asks for the value and does not show it
        qwak secrets set --name bigquery-creds --value-file key.b64  the file's bytes, kept exactly
        pass show aws | qwak secrets set --name aws-api-key --value-file -
        qwak secrets set --name aws-api-key --value AKIA...          quick, but see below
        qwak secrets set --name aws-api-key --owner ml-team --expires 90d --expected-version 3
        qwak secrets set --name db-password --check                  a rotation: only if its data sources open with it

        Only --value leaves the value in the shell's history, and in the process list while the command runs.
        The prompt, --value-file FILE and --value-file - (standard input) do not. Where standard input is not a
        terminal and no value is given, the prompt reads its first line. A final newline of a file is kept, with
        a warning: printf %s leaves it away, echo does not. Values are UTF-8 text of up to 1 MiB
        by default.
        New names have 3 to 36 characters.
        """;

    protected override string FailurePrefix => "Error setting secret. Error is ";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var name = result.GetRequiredValue(_name);
        var connection = Connection(result);
        using var client = new SecretServiceClient(connection);
        using var value = _value.Read(result, Console);
        await CheckNewNameAsync(name, connection, cancellationToken).ConfigureAwait(false);

        if (!_output.IsJson(result))
        {
            Console.WriteLine($"Creating secret named '{name}' with value length of {CodePoints(value)}...");
        }

        var expected = result.GetValue(_expectedVersion);
        var set = result.GetValue(_check)
            ? await SetCheckedAsync(name, value, expected, connection, result, cancellationToken).ConfigureAwait(false)
            : await client.SetSecretAsync(name, value, new SetSecretOptions { ExpectedVersion = expected }, cancellationToken).ConfigureAwait(false);
        if (_details.Read(result, TimeProvider.System.GetUtcNow()) is { } change)
        {
            using var administration = new AdministrationClient(connection);
            await administration.Secrets.UpdateAsync(name, change, cancellationToken).ConfigureAwait(false);
        }

        if (set is { Version: > 1, Unchanged: false })
        {
            await SecretUsers.TellAsync(Console, connection, name, "they have the new version with their next read:", cancellationToken).ConfigureAwait(false);
        }

        if (_output.IsJson(result))
        {
            JsonOutput.WriteObject(Console, writer =>
            {
                writer.WriteString("name", name);
                writer.WriteBoolean("created", true);
                if (set.Version is { } version)
                {
                    writer.WriteNumber("version", version);
                    writer.WriteBoolean("unchanged", set.Unchanged);
                }
            });
            return;
        }

        Console.WriteLine("Created!");
        if (set.Unchanged)
        {
            Console.WriteErrorLine($"It is unchanged: version {set.Version} has this value already.");
        }

        if (value.RevealUtf8().Length is > 0 and < ShortestRedacted && !_details.IsNotSensitive(result))
        {
            Console.WriteErrorLine($"Warning: a value of fewer than {ShortestRedacted} bytes cannot be redacted from a build's output.");
        }
    }

    private async Task<SetSecretResult> SetCheckedAsync(
        string name, SecretValue value, int? expected, QwakConnectionOptions connection, ParseResult result, CancellationToken cancellationToken)
    {
        // Each source may take a minute, and there may be many.
        connection.Timeout = TimeSpan.FromMinutes(30);
        using var administration = new AdministrationClient(connection);
        var set = await administration.Secrets.SetCheckedAsync(name, value, expected, cancellationToken).ConfigureAwait(false);
        foreach (var check in _output.IsJson(result) ? [] : set.Checks)
        {
            Console.WriteLine($"  {check.DataSource} {check.Status} {(check.Message is { } message ? Table.Printable(message) : "")}".TrimEnd());
        }

        return new SetSecretResult(set.Version, set.Unchanged);
    }

    private async Task CheckNewNameAsync(string name, QwakConnectionOptions connection, CancellationToken cancellationToken)
    {
        if (name.Length is <= LongestNewName or > SecretName.MaximumLength)
        {
            return;
        }

        using var administration = new AdministrationClient(connection);
        if (await administration.FindSecretAsync(name, cancellationToken).ConfigureAwait(false) is null)
        {
            throw new CliException($"{FailurePrefix}A new secret's name has at most {LongestNewName} characters here; this one has {name.Length}.");
        }
    }

    // Every byte of UTF-8 that is not a continuation starts a code point.
    private static int CodePoints(SecretValue value)
    {
        var count = 0;
        foreach (var b in value.RevealUtf8())
        {
            count += (b & 0xC0) != 0x80 ? 1 : 0;
        }

        return count;
    }
}
