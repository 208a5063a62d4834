using System.Diagnostics;
using System.Globalization;

namespace Qwak.Cli.Commands.Quickstart;

/// <summary>What a process was started as.</summary>
internal static class ProcessArguments
{
    /// <summary>Its program and arguments, with spaces between them; null when there is no such process or it has ended.</summary>
    public static string? Of(int processId)
    {
        var id = processId.ToString(CultureInfo.InvariantCulture);
        try
        {
            // A process that has ended and is not collected yet has an empty command line.
            var arguments = Directory.Exists("/proc/self") ? File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ') : AskPs(id);
            return string.IsNullOrWhiteSpace(arguments) ? null : arguments;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string AskPs(string id)
    {
        using var ps = Process.Start(new ProcessStartInfo("ps", ["-ww", "-o", "args=", "-p", id]) { RedirectStandardOutput = true })!;
        return ps.StandardOutput.ReadToEnd();
    }
}
