using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Cli.DataSources;

/// <summary>
/// A Python file that makes data sources: it is run, as <c>python3 FILE</c> would, and the sources among its global names
/// are collected. What it prints goes to standard error.
/// </summary>
internal static class PythonSourceFile
{
    private const string Collector = """
        import json, os, runpy, sys
        answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)
        sys.path.insert(0, os.path.dirname(os.path.abspath(sys.argv[1])))
        names = runpy.run_path(sys.argv[1], run_name="qwak_data_sources")
        from qwak.feature_store.data_sources.base import BaseSource
        sources = {id(found): found for found in names.values() if isinstance(found, BaseSource)}
        json.dump([found.to_spec() for found in sources.values()], answer)
        answer.close()
        """;

    /// <exception cref="CliException">It cannot be run, fails, or a source in it is wrong.</exception>
    public static async Task<IReadOnlyList<DataSource>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new CliException($"The file '{path}' cannot be read: there is none.");
        }

        var specs = await RunAsync(path, cancellationToken).ConfigureAwait(false);
        using var document = JsonDocument.Parse(specs);
        return [.. document.RootElement.EnumerateArray().Select(spec => SpecJson.Read(spec))];
    }

    private static async Task<string> RunAsync(string path, CancellationToken cancellationToken)
    {
        using var process = Start(path);
        process.StandardInput.Close();
        try
        {
            var answer = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return process.ExitCode == 0 ? answer : throw new CliException($"'{path}' failed; what Python says of it stands above.");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process Start(string path)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("python3", ["-c", Collector, path]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        }
        catch (Win32Exception missing)
        {
            throw new CliException("A file of Python needs python3, which cannot be started. Install it, or write the sources as YAML.", innerException: missing);
        }
    }
}
