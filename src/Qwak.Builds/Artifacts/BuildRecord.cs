using System.Text;
using System.Text.Json;
using Qwak.Redaction;

namespace Qwak.Builds.Artifacts;

/// <summary>
/// The parameters and metrics that a build noted, one JSON object in each line of a file: <c>{"param": {…}}</c> or
/// <c>{"metric": {…}}</c>. They are redacted before they are read.
/// </summary>
internal sealed class BuildRecord
{
    private readonly Dictionary<string, JsonElement> _parameters = [];
    private readonly Dictionary<string, JsonElement> _metrics = [];

    public IReadOnlyDictionary<string, JsonElement> Parameters => _parameters;

    public IReadOnlyDictionary<string, JsonElement> Metrics => _metrics;

    public static BuildRecord Read(string path, Redactor redactor)
    {
        var record = new BuildRecord();
        if (File.Exists(path))
        {
            foreach (var line in Encoding.UTF8.GetString(redactor.Redact(File.ReadAllBytes(path))).Split('\n'))
            {
                record.Add(line);
            }
        }

        return record;
    }

    private void Add(string line)
    {
        try
        {
            foreach (var (kind, values) in JsonSerializer.Deserialize(line, BuildJson.Default.DictionaryStringJsonElement) ?? [])
            {
                foreach (var value in values.EnumerateObject())
                {
                    (kind == "metric" ? _metrics : _parameters)[value.Name] = value.Value;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // An empty line, or one that another program wrote.
        }
    }
}
