using System.Collections.ObjectModel;
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

    /// <exception cref="CliException">It cannot be run, or fails.</exception>
    /// <exception cref="QwakException">A source in it is wrong.</exception>
    public static async Task<IReadOnlyList<DataSource>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var specs = new MemoryStream();
        await SourceProgram.RunAsync(["python3", "-c", Collector, path], ReadOnlyDictionary<string, string>.Empty, path, specs, cancellationToken).ConfigureAwait(false);
        return SourceProgram.Read(specs.ToArray());
    }
}
