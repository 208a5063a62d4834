using System.Text;
using System.Text.Json.Nodes;

namespace Qwak;

/// <summary>What a model notes of its build: parameters and metrics, shown with the build.</summary>
public static class QwakBuild
{
    private static readonly Lock Writing = new();

    /// <summary>Where the build's files go; the current folder outside of a build.</summary>
    public static string OutputFolder => Environment.GetEnvironmentVariable("QWAK_OUTPUT") ?? Environment.CurrentDirectory;

    /// <summary>Notes a parameter. Outside of a build nothing happens.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">A number, a text or a truth value; never a secret.</param>
    public static void LogParam(string name, JsonNode? value) => Note("param", name, value);

    /// <summary>Notes a metric. Outside of a build nothing happens.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The number.</param>
    public static void LogMetric(string name, double value) => Note("metric", name, value);

    private static void Note(string kind, string name, JsonNode? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Environment.GetEnvironmentVariable("QWAK_BUILD_RECORD") is { Length: > 0 } file)
        {
            var line = new JsonObject { [kind] = new JsonObject { [name] = value?.DeepClone() } }.ToJsonString() + "\n";
            lock (Writing)
            {
                File.AppendAllText(file, line, Encoding.UTF8);
            }
        }
    }
}
