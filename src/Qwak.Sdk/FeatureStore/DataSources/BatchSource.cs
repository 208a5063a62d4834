using Qwak.Wire.Sources;

namespace Qwak.FeatureStore.DataSources;

/// <summary>A source that is read in batches.</summary>
public abstract class BatchSource : DataSource
{
    private protected BatchSource(string name, string description, string dateCreatedColumn, string? repository)
        : this(New(name, description, dateCreatedColumn, repository))
    {
    }

    private protected BatchSource(DataSourceSpec spec)
        : base(spec) => Batch = spec.BatchSource;

    /// <inheritdoc />
    public sealed override string Name => Batch.Name;

    /// <inheritdoc />
    public sealed override string Description => Batch.Description;

    /// <summary>The column that tells when a row was made; what is read is selected by it.</summary>
    public string DateCreatedColumn => Batch.DateCreatedColumn;

    private protected Wire.Sources.BatchSource Batch { get; }

    internal static DataSource Read(DataSourceSpec spec) => spec.BatchSource.TypeCase switch
    {
        Wire.Sources.BatchSource.TypeOneofCase.None => throw UnknownType(spec.BatchSource.Name),
        Wire.Sources.BatchSource.TypeOneofCase.MongoSource => new MongoDbSource(spec),
        Wire.Sources.BatchSource.TypeOneofCase.CsvSource => new CsvSource(spec),
        Wire.Sources.BatchSource.TypeOneofCase.SnowflakeSource => new SnowflakeSource(spec),
        Wire.Sources.BatchSource.TypeOneofCase.ParquetSource => new ParquetSource(spec),
        Wire.Sources.BatchSource.TypeOneofCase.JdbcSource => JdbcSource.Read(spec),
        Wire.Sources.BatchSource.TypeOneofCase.VerticaSource => new VerticaSource(spec),
        Wire.Sources.BatchSource.TypeOneofCase.BigQuerySource => new BigQuerySource(spec),
        Wire.Sources.BatchSource.TypeOneofCase.ElasticsearchSource => new ElasticSearchSource(spec),
        Wire.Sources.BatchSource.TypeOneofCase.ClickhouseSource => new ClickhouseSource(spec),
        Wire.Sources.BatchSource.TypeOneofCase.CatalogSource => new UnityCatalogSource(spec),
        Wire.Sources.BatchSource.TypeOneofCase.AthenaSource
            or Wire.Sources.BatchSource.TypeOneofCase.FeaturesetOfflineSource => new OtherSource(spec),
    };

    private static DataSourceSpec New(string name, string description, string dateCreatedColumn, string? repository)
    {
        var spec = new DataSourceSpec
        {
            BatchSource = new() { Name = name, Description = description, DateCreatedColumn = dateCreatedColumn },
        };
        spec.SetRepository(repository);
        return spec;
    }
}
