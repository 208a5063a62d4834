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

    private readonly SecretNameOption _name = new();
    private readonly ValueOptions _value = new();
    private readonly OutputOption _output = new();

    public SetCommand(CliContext context)
        : base(context, "set", "Store a secret's value: a new secret, or the next version of one")
    {
        AddOptions(_name, _value.Value, _value.File, _output);
        Validators.Add(_value.Validate);
    }

    public override string Examples => """
        qwak secrets set --name aws-api-key                          asks for the value and does not show it
        qwak secrets set --name bigquery-creds --value-file key.b64  the file's bytes, kept exactly
        pass show aws | qwak secrets set --name aws-api-key --value-file -
        qwak secrets set --name aws-api-key --value AKIA...          quick, but see below

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

        await client.SetSecretAsync(name, value, cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.WriteObject(Console, writer =>
            {
                writer.WriteString("name", name);
                writer.WriteBoolean("created", true);
            });
            return;
        }

        Console.WriteLine("Created!");
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
