using System.Text.Json;
using Google.Protobuf;
using Qwak.Wire.Sources;

namespace Qwak.FeatureStore.DataSources;

/// <summary>The JSON form of a definition, as REST has it: protobuf's own, with names in camelCase.</summary>
internal static class SpecJson
{
    public static JsonElement Write(DataSource source)
    {
        using var document = JsonDocument.Parse(JsonFormatter.Default.Format(source.ToSpec()));
        return document.RootElement.Clone();
    }

    /// <exception cref="QwakException">It is no definition, has a field that this version does not know, or breaks a rule of its class.</exception>
    public static DataSource Read(JsonElement? spec)
    {
        if (spec is not { ValueKind: JsonValueKind.Object } json)
        {
            throw Rules.Broken("'spec' is missing: give the JSON form of a DataSourceSpec.");
        }

        try
        {
            return DataSource.FromSpec(JsonParser.Default.Parse<DataSourceSpec>(json.GetRawText()));
        }
        catch (InvalidProtocolBufferException)
        {
            // Its message quotes what it stumbled over.
            throw Rules.Broken("'spec' is not the JSON form of a DataSourceSpec: a field is unknown or of another type.");
        }
    }
}
