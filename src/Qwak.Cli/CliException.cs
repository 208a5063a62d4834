namespace Qwak.Cli;

/// <summary>An expected failure: one line for the user, and an exit code.</summary>
internal sealed class CliException(string message, int exitCode = ExitCodes.Failure, Exception? innerException = null)
    : Exception(message, innerException)
{
    public int ExitCode { get; } = exitCode;
}
