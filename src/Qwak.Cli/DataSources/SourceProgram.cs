using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Cli.DataSources;

/// <summary>Runs a program that makes data sources, and reads what it made.</summary>
internal static class SourceProgram
{
    /// <param name="command">The program and its arguments.</param>
    /// <param name="variables">What to set in its environment.</param>
    /// <param name="path">The file that it runs, for messages.</param>
    /// <param name="output">Where its standard output goes.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="CliException">It cannot be started, or fails.</exception>
    public static async Task RunAsync(
        string[] command, IReadOnlyDictionary<string, string> variables, string path, Stream output, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new CliException($"The file '{path}' cannot be read: there is none.");
        }

        using var process = Start(command, variables);
        process.StandardInput.Close();
        try
        {
            await process.StandardOutput.BaseStream.CopyToAsync(output, cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode != 0)
        {
            throw new CliException($"'{path}' failed; what {command[0]} says of it stands above.");
        }
    }

    /// <exception cref="QwakException">A source breaks a rule of its class.</exception>
    public static IReadOnlyList<DataSource> Read(ReadOnlyMemory<byte> specs)
    {
        using var document = JsonDocument.Parse(specs);
        return [.. document.RootElement.EnumerateArray().Select(spec => SpecJson.Read(spec))];
    }

    private static Process Start(string[] command, IReadOnlyDictionary<string, string> variables)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new CliException($"Such a file needs {command[0]}, which cannot be started. Install it, or write the sources as YAML.", innerException: missing);
        }
    }
}
