using Qwak.FeatureStore.DataSources;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Qwak.Cli.DataSources;

/// <summary>A YAML file that lists data sources: the keys are the parameters of the Python classes, and <c>type</c> tells the class.</summary>
internal static class DataSourceFile
{
    /// <exception cref="CliException">The file cannot be read, or a source in it is wrong; the message tells the line.</exception>
    public static IReadOnlyList<DataSource> Read(string path)
    {
        try
        {
            using var reader = File.OpenText(path);
            return Read(path, reader);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"The file '{path}' cannot be read: {e.Message}");
        }
    }

    public static IReadOnlyList<DataSource> Read(string path, TextReader reader)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(reader);
        }
        catch (YamlException e)
        {
            // Its message may repeat what the file holds; the place is enough.
            throw new CliException($"{path}:{e.Start.Line}: this is not valid YAML, at column {e.Start.Column}.");
        }

        return yaml.Documents is [{ RootNode: YamlSequenceNode list }]
            ? [.. list.Select(node => new YamlKeys(path, node).Make(SourceTypes.Sources))]
            : throw new CliException($"{path}:1: the file must be one list of data sources, each starting with '- type: …'.");
    }
}
