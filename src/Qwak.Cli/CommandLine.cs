using System.CommandLine;
using Qwak.Cli.Commands;
using Qwak.Cli.Commands.Run;
using Qwak.Cli.Terminal;

namespace Qwak.Cli;

/// <summary>Parses and runs one command line. Every failure becomes a line on standard error and an exit code.</summary>
internal sealed class CommandLine(CliContext context)
{
    public Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken = default) =>
        GuardAsync(context.Console, () => InvokeAsync(arguments, cancellationToken));

    /// <summary>The same treatment of failures for what is not a parsed command.</summary>
    public static int Guard(CliConsole console, Func<int> run)
    {
        try
        {
            return run();
        }
        catch (Exception exception)
        {
            return Failures.Report(console, exception);
        }
    }

    private static async Task<int> GuardAsync(CliConsole console, Func<Task<int>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            return Failures.Report(console, exception);
        }
    }

    private async Task<int> InvokeAsync(string[] arguments, CancellationToken cancellationToken)
    {
        // No response files: a value that starts with '@' is a value.
        var parsing = new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null };
        var result = QwakCommand.Create(context).Parse(LiteralValues.Join(arguments), parsing);
        if (result.Errors.Count > 0)
        {
            return UsageErrors.Report(context.Console, result);
        }

        var invocation = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,

            // A build that is interrupted ends its model and tells the service; `run` hands signals to its command itself.
            ProcessTerminationTimeout = result.CommandResult.Command is RunCommand ? null : TimeSpan.FromSeconds(30),
            Output = context.Console.OutputWriter,
            Error = context.Console.ErrorWriter,
        };
        return await result.InvokeAsync(invocation, cancellationToken).ConfigureAwait(false);
    }
}
