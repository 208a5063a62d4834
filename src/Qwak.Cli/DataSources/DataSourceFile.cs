using Qwak.FeatureStore.DataSources;
using YamlDotNet.RepresentationModel;

namespace Qwak.Cli.DataSources;

/// <summary>A YAML file that lists data sources: the keys are the parameters of the Python classes, and <c>type</c> tells the class.</summary>
internal static class DataSourceFile
{
    /// <exception cref="CliException">The file cannot be read, or a source in it is wrong; the message tells the line.</exception>
    public static IReadOnlyList<DataSource> Read(string path) => Sources(path, YamlFile.Read(path));

    public static IReadOnlyList<DataSource> Read(string path, TextReader reader) => Sources(path, YamlFile.Read(path, reader));

    private static IReadOnlyList<DataSource> Sources(string path, YamlNode? root) => root is YamlSequenceNode list
        ? [.. list.Select(node => new YamlKeys(path, node).Make(SourceTypes.Sources))]
        : throw new CliException($"{path}:1: the file must be one list of data sources, each starting with '- type: …'.");
}
