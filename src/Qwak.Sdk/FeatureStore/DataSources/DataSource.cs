using Qwak.Wire.Sources;

namespace Qwak.FeatureStore.DataSources;

/// <summary>The definition of where features come from. It holds names of secrets, never their values.</summary>
/// <remarks>The wire form is the only state, so what a newer client adds to it is handed on as it came.</remarks>
public abstract class DataSource
{
    private readonly DataSourceSpec _spec;

    private protected DataSource(DataSourceSpec spec) => _spec = spec;

    /// <summary>Name of the source, by which feature sets refer to it.</summary>
    public abstract string Name { get; }

    /// <summary>What the source is for.</summary>
    public abstract string Description { get; }

    /// <summary>The word for this kind of source, as in a YAML file: <c>snowflake</c>, <c>postgres</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>The repository that the source belongs to, if any.</summary>
    public string? Repository => Texts.OrNull(_spec.DataSourceRepositoryName);

    /// <summary>The secrets that the source uses, by name, each with its role.</summary>
    public IReadOnlyList<SecretReference> SecretNames => field ??= SecretReferences.Of(_spec);

    /// <summary>Kind and name. Nothing else of a source is printed: addresses and queries are the user's affair.</summary>
    public override string ToString() => $"{Kind} source '{Name}'";

    /// <summary>The wire form, with every field that came in.</summary>
    internal DataSourceSpec ToSpec() => _spec.Clone();

    /// <summary>Reads a wire form.</summary>
    /// <exception cref="QwakException">The source breaks a rule of its class, or holds raw credentials.</exception>
    internal static DataSource FromSpec(DataSourceSpec spec)
    {
        var own = spec.Clone();
        return own.TypeCase switch
        {
            DataSourceSpec.TypeOneofCase.BatchSource => BatchSource.Read(own),
            DataSourceSpec.TypeOneofCase.StreamSource => own.StreamSource.TypeCase switch
            {
                StreamingSource.TypeOneofCase.KafkaSourceV1 => new KafkaSource(own),
                StreamingSource.TypeOneofCase.KafkaSource => new OtherSource(own),
                _ => throw UnknownType(own.StreamSource.Name),
            },
            _ => throw UnknownType(""),
        };
    }

    private protected static QwakException UnknownType(string name) => Rules.Broken(
        $"The type of the source '{name}' is missing, or is one that this version does not know.");
}
