using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Qwak.Cli.Terminal;

namespace Qwak.Cli;

/// <summary>A wrong command line, in the words of the existing CLI: usage, where to find help, and the first error.</summary>
internal static partial class UsageErrors
{
    public static int Report(CliConsole console, ParseResult result)
    {
        var command = FullName(result.CommandResult);
        var isGroup = result.CommandResult.Command.Subcommands.Count > 0;
        console.WriteErrorLine($"Usage: {command} {(isGroup ? "COMMAND [ARGS]..." : "[OPTIONS]")}");
        if (isGroup)
        {
            console.WriteErrorLine($"Commands: {string.Join(", ", result.CommandResult.Command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}");
        }

        console.WriteErrorLine($"Try '{command} --help' for help.");
        console.WriteErrorLine("");
        console.WriteErrorLine($"Error: {Message(result.Errors[0].Message)}");
        return ExitCodes.Usage;
    }

    private static string FullName(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{FullName(parent)} {result.Command.Name}" : "qwak";

    private static string Message(string message)
    {
        if (message == "Required command was not provided.")
        {
            return "Missing command.";
        }

        if (RequiredOption().Match(message) is { Success: true } missing)
        {
            return $"Missing option '{missing.Groups[1].Value}'.";
        }

        if (RequiredArgument().Match(message) is { Success: true } noArgument)
        {
            return $"Option '{noArgument.Groups[1].Value}' requires an argument.";
        }

        return UnknownOption().Match(message) is { Success: true } unknown ? $"No such option: {unknown.Groups[1].Value}" : message;
    }

    [GeneratedRegex("^Option '(.*)' is required\\.$")]
    private static partial Regex RequiredOption();

    [GeneratedRegex("^Required argument missing for option: '(.*)'\\.$")]
    private static partial Regex RequiredArgument();

    [GeneratedRegex("^Unrecognized command or argument '(-.*)'\\.$", RegexOptions.Singleline)]
    private static partial Regex UnknownOption();
}
