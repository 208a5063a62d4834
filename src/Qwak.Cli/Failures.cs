using Qwak.Cli.Terminal;

namespace Qwak.Cli;

/// <summary>Turns an exception into one readable line on standard error; <c>QWAK_DEBUG=1</c> adds the whole of it.</summary>
internal static class Failures
{
    public static int Report(CliConsole console, Exception exception)
    {
        var (line, exitCode) = Describe(exception);
        if (line is not null)
        {
            console.WriteErrorLine(line);
        }

        // Messages and stack traces never hold a value: values travel as SecretValue.
        if (Environment.GetEnvironmentVariable("QWAK_DEBUG") == "1")
        {
            console.WriteErrorLine(exception.ToString());
        }

        return exitCode;
    }

    private static (string? Line, int ExitCode) Describe(Exception exception) => exception switch
    {
        PromptAbortedException => ("Aborted!", ExitCodes.Failure),
        OperationCanceledException => (null, ExitCodes.Interrupted),
        CliException expected => (expected.Message, expected.ExitCode),
        QwakException refused => ($"Error: {refused.Message}", ExitCodes.Failure),
        OutputClosedException => (null, ExitCodes.Failure),
        IOException or UnauthorizedAccessException => ($"Error: {exception.Message}", ExitCodes.Failure),
        _ => ($"Error: {exception.GetType().Name}: {exception.Message} (QWAK_DEBUG=1 shows where)", ExitCodes.Failure),
    };
}
