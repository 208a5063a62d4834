using Google.Protobuf;
using Qwak.Core.Audit;
using Qwak.Core.Encryption;
using Qwak.FeatureStore.DataSources;
using DataSourceSpec = Qwak.Wire.Sources.DataSourceSpec;

namespace Qwak.Core.DataSources;

/// <summary>A data source as it is registered in one environment: its definition, which names secrets and holds no value.</summary>
internal sealed record RegisteredSource
{
    public required string Id { get; init; }

    public required string EnvironmentId { get; init; }

    public required string Name { get; init; }

    /// <summary>The definition as it lies in the store; the MAC covers these bytes.</summary>
    public required byte[] Spec { get; init; }

    /// <summary>Id of the principal who registered it last. Each use needs their rights too.</summary>
    public required string OwnerId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Name of the owner.</summary>
    public required string UpdatedBy { get; init; }

    /// <summary>How often it was registered with a new definition or by another owner.</summary>
    public required int Version { get; init; }

    public RowRevision Row => new(Id, Version);

    /// <summary>All that the row's MAC covers.</summary>
    public FieldWriter Fields() => new FieldWriter(Spec.Length + 512)
        .Text("qwak/data-source").Text(Id).Text(EnvironmentId).Text(Name).Number(Spec.Length).Bytes(Spec).Text(OwnerId)
        .Number(CreatedAt.ToUnixTimeMilliseconds()).Text(CreatedBy).Number(UpdatedAt.ToUnixTimeMilliseconds()).Text(UpdatedBy).Number(Version);

    /// <exception cref="IntegrityException">What is stored is no definition that this version reads.</exception>
    public DataSource Definition()
    {
        try
        {
            return DataSource.FromSpec(DataSourceSpec.Parser.ParseFrom(Spec));
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or QwakException)
        {
            throw new IntegrityException();
        }
    }
}
