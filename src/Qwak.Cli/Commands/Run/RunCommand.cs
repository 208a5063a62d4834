using System.CommandLine;
using Qwak.Builds;

namespace Qwak.Cli.Commands.Run;

/// <summary><c>qwak run</c></summary>
internal sealed class RunCommand : VerbCommand
{
    private readonly Option<string[]> _secrets = new("--secret") { Description = "a variable of the command that holds a secret; may repeat", HelpName = "ENV=NAME" };

    private readonly Option<string[]> _files = new("--file")
    {
        Description = "a file that holds a secret while the command runs, in memory-backed storage; may repeat",
        HelpName = "PATH=NAME",
    };

    private readonly Option<string[]> _descriptors = new("--fd")
    {
        Description = "a variable of the command that tells the path of an inherited descriptor with a secret, /dev/fd/N; may repeat",
        HelpName = "ENV=NAME",
    };

    private readonly Argument<string[]> _command = new("command") { Description = "the command, behind --", Arity = ArgumentArity.OneOrMore };

    public RunCommand(CliContext context)
        : base(context, "run", "Run a command with secrets in its variables, files and descriptors, and without them in its output")
    {
        Add(_command);
        AddOptions(_secrets, _files, _descriptors);
    }

    public override string Examples => """
        qwak run --secret DB_PASSWORD=snowflake-password -- python3 serve.py
        qwak run --file ./key.pem=tls-key -- ./server --key ./key.pem
        qwak run --fd KEY=tls-key -- sh -c './server --key "$KEY"'

        Signals go to the command; its exit code is the exit code.
        """;

    protected override async Task RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var options = new RunOptions(
            result.GetRequiredValue(_command), Pairs(result, _secrets, "ENV=NAME"), Pairs(result, _files, "PATH=NAME"), Pairs(result, _descriptors, "ENV=NAME"));
        ExitCode = await SecretRun.RunAsync(
            options, Connection(result), System.Console.OpenStandardOutput(), System.Console.OpenStandardError()).ConfigureAwait(false);
    }

    private static IReadOnlyList<(string, string)> Pairs(ParseResult result, Option<string[]> option, string form) =>
        [.. (result.GetValue(option) ?? []).Select(text => text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
            ? (text[..equals], text[(equals + 1)..])
            : throw new CliException($"Invalid value for '{option.Name}': it must be {form}.", ExitCodes.Usage))];
}
