using Qwak.Builds.Models;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Cli.DataSources;

/// <summary>
/// A single C# file that makes data sources and hands them to <see cref="DataSourceHost"/>: it is run, as <c>dotnet run FILE</c>
/// would. What it prints, and what the compiler says, goes to standard error.
/// </summary>
internal static class CSharpSourceFile
{
    /// <exception cref="CliException">It cannot be run, or fails.</exception>
    /// <exception cref="QwakException">A source in it is wrong.</exception>
    public static async Task<IReadOnlyList<DataSource>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("qwak-");
        try
        {
            var answer = Path.Combine(folder.FullName, "data-sources.json");
            await SourceProgram.RunAsync(
                ["dotnet", "run", path, "--", DataSourceHost.Verb, answer], CSharpModel.Variables, path, Console.OpenStandardError(), cancellationToken)
                .ConfigureAwait(false);
            return File.Exists(answer)
                ? SourceProgram.Read(await File.ReadAllBytesAsync(answer, cancellationToken).ConfigureAwait(false))
                : throw new CliException($"'{path}' hands over no data sources: end it with 'return DataSourceHost.Run(args, source, …);'.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
