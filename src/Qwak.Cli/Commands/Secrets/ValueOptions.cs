using System.CommandLine;
using System.CommandLine.Parsing;
using Qwak.Cli.Terminal;

namespace Qwak.Cli.Commands.Secrets;

/// <summary>The ways of giving a value: <c>--value</c>, <c>--value-file</c>, or the prompt.</summary>
internal sealed class ValueOptions
{
    public Option<string> Value { get; } = new("--value")
    {
        Description = "the value itself; it stays in the shell's history (without --value and --value-file: a hidden prompt)",
        HelpName = "TEXT",
    };

    public Option<string> File { get; } = new("--value-file")
    {
        Description = "read the value from this file, byte for byte; - is standard input",
        HelpName = "FILE",
    };

    public void Validate(CommandResult result)
    {
        if (result.GetResult(Value) is not null && result.GetResult(File) is not null)
        {
            result.AddError("Only one of '--value' and '--value-file' may be given.");
        }
    }

    public SecretValue Read(ParseResult result, CliConsole console)
    {
        if (result.GetResult(Value) is not null)
        {
            return ValueText.FromArgument(result.GetValue(Value) ?? "");
        }

        return result.GetValue(File) is { } path
            ? ValueFile.Read(path, console)
            : ValueText.FromPrompt(console.ReadHiddenLine("Value: "));
    }
}
