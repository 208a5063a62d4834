using Qwak.Wire.Sources;

namespace Qwak.FeatureStore.DataSources;

/// <summary>Parquet files in an object store.</summary>
public sealed class ParquetSource : BatchSource
{
    /// <summary>Defines the source.</summary>
    /// <param name="name">Name of the source.</param>
    /// <param name="description">What the source is for.</param>
    /// <param name="dateCreatedColumn">The column that tells when a row was made.</param>
    /// <param name="path">Where the files are, as <c>s3://bucket/folder</c>.</param>
    /// <param name="filesystemConfiguration">How to log in to the file system; without it, as the service is set up.</param>
    /// <param name="repository">The repository that the source belongs to.</param>
    public ParquetSource(
        string name,
        string description,
        string dateCreatedColumn,
        string path,
        FileSystemConfiguration? filesystemConfiguration = null,
        string? repository = null)
        : base(name, description, dateCreatedColumn, repository)
    {
        Batch.ParquetSource = new()
        {
            Path = path,
            FilesystemConfiguration = filesystemConfiguration?.ToWire(),
        };
    }

    internal ParquetSource(DataSourceSpec spec)
        : base(spec) => FileSystemConfiguration.FromWire(Fields.FilesystemConfiguration);

    /// <inheritdoc />
    public override string Kind => "parquet";

    /// <summary>Where the files are.</summary>
    public string Path => Fields.Path;

    /// <summary>How to log in to the file system.</summary>
    public FileSystemConfiguration? FilesystemConfiguration => FileSystemConfiguration.FromWire(Fields.FilesystemConfiguration);

    private Wire.Sources.ParquetSource Fields => Batch.ParquetSource;
}
