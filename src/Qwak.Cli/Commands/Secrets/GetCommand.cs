using System.CommandLine;
using Qwak.Cli.Options;
using Qwak.Cli.Terminal;
using Qwak.Clients.SecretService;

namespace Qwak.Cli.Commands.Secrets;

/// <summary><c>qwak secrets get</c></summary>
internal sealed class GetCommand : VerbCommand
{
    private readonly SecretNameOption _name = new();
    private readonly OutputOption _output = new();

    private readonly Option<int?> _version = new("--version") { Description = "this version instead of the current one", HelpName = "N" };

    private readonly Option<bool> _raw = new("--raw") { Description = "print the value alone, without a newline after it" };

    public GetCommand(CliContext context)
        : base(context, "get", "Print a secret's value")
    {
        AddOptions(_name, _version, _raw, _output);
        Validators.Add(result =>
        {
            if (result.GetResult(_raw) is { Implicit: false } && result.GetResult(_output) is { Implicit: false })
            {
                result.AddError("Only one of '--raw' and '--output' may be given.");
            }
        });
    }

    public override string Examples => """
        qwak secrets get --name aws-api-key
        export AWS_ACCESS_KEY_ID="$(qwak secrets get --name aws-api-key)"    the value is not in the shell's history
        qwak secrets get --name tls-key --raw > key.pem                      exactly the bytes that were set

        The value is shown on the terminal and ends up in whatever records it. Code reads secrets better through
        SecretServiceClient. Do not print secrets in a model build: its output is kept in the build's log.
        """;

    protected override string FailurePrefix => "Error getting secret. Error is ";

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var name = result.GetRequiredValue(_name);
        using var client = new SecretServiceClient(Connection(result));
        using var value = result.GetValue(_version) is { } version
            ? await client.GetSecretAsync(name, version, cancellationToken).ConfigureAwait(false)
            : await client.GetSecretAsync(name, cancellationToken).ConfigureAwait(false);
        if (_output.IsJson(result))
        {
            JsonOutput.WriteObject(Console, writer =>
            {
                writer.WriteString("name", name);
                writer.WriteString("value", value.RevealUtf8());
            });
            return;
        }

        Console.Write(value.RevealUtf8());
        if (!result.GetValue(_raw))
        {
            Console.Write("\n"u8);
        }
    }
}
