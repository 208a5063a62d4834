using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Qwak.Cli.Commands;

/// <summary>The usual help, then the command's examples.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    // Help is asked for to learn what is missing: errors of the rest of the line do not matter.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is VerbCommand verb)
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.Write($"Examples:\n{string.Join('\n', verb.Examples.Split('\n').Select(line => $"  {line}".TrimEnd()))}\n\n");
        }

        return exitCode;
    }
}
