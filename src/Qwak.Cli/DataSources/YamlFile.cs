using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Qwak.Cli.DataSources;

/// <summary>A YAML file as nodes. Neither its values nor the parser's own messages, which may repeat them, get into a message.</summary>
internal static class YamlFile
{
    /// <returns>The file's one document; null when it has none, or several.</returns>
    /// <exception cref="CliException">The file cannot be read, or is no YAML; the message tells the line.</exception>
    public static YamlNode? Read(string path)
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

    public static YamlNode? Read(string path, TextReader reader)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(reader);
        }
        catch (YamlException e)
        {
            throw new CliException($"{path}:{e.Start.Line}: this is not valid YAML, at column {e.Start.Column}.");
        }

        return yaml.Documents is [var only] ? only.RootNode : null;
    }
}
