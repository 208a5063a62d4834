using Qwak.Wire.Sources;

namespace Qwak.FeatureStore.DataSources;

/// <summary>A source of a kind that has no class: a feature set's offline store, or a legacy form. It is kept and handed on.</summary>
public sealed class OtherSource : DataSource
{
    internal OtherSource(DataSourceSpec spec)
        : base(spec)
    {
        (Name, Description, Kind) = spec.TypeCase == DataSourceSpec.TypeOneofCase.BatchSource
            ? (spec.BatchSource.Name, spec.BatchSource.Description, KindOf(spec.BatchSource.TypeCase))
            : (spec.StreamSource.Name, spec.StreamSource.Description, "legacy-kafka");
    }

    /// <inheritdoc />
    public override string Name { get; }

    /// <inheritdoc />
    public override string Description { get; }

    /// <inheritdoc />
    public override string Kind { get; }

    private static string KindOf(Wire.Sources.BatchSource.TypeOneofCase type) =>
        type == Wire.Sources.BatchSource.TypeOneofCase.AthenaSource ? "legacy-athena" : "featureset-offline";
}
