using System.Text.Json;
using Qwak.Core;
using Qwak.FeatureStore.DataSources;
using DataSourceSpec = Qwak.Wire.Sources.DataSourceSpec;

namespace Qwak.Server.DataSources;

/// <summary>Definitions as the doors get them. What is wrong with one is said in the words of its class.</summary>
internal static class Definitions
{
    public static Result<DataSource> Parse(JsonElement? spec) => Parse(() => SpecJson.Read(spec));

    public static Result<DataSource> Parse(DataSourceSpec? spec) => Parse(() => DataSource.FromSpec(spec ?? new DataSourceSpec()));

    private static Result<DataSource> Parse(Func<DataSource> read)
    {
        try
        {
            return read();
        }
        catch (QwakException broken)
        {
            return new Refusal(RefusalCode.InvalidValue, broken.Message);
        }
    }
}
