using Qwak.Wire.Sources;

namespace Qwak.FeatureStore.DataSources;

/// <summary>CSV files in an object store.</summary>
public sealed class CsvSource : BatchSource
{
    /// <summary>Defines the source.</summary>
    /// <param name="name">Name of the source.</param>
    /// <param name="description">What the source is for.</param>
    /// <param name="dateCreatedColumn">The column that tells when a row was made.</param>
    /// <param name="path">Where the files are, as <c>s3://bucket/folder/file.csv</c>.</param>
    /// <param name="quoteCharacter">The character that quotes.</param>
    /// <param name="escapeCharacter">The character that escapes a quote.</param>
    /// <param name="filesystemConfiguration">How to log in to the file system; without it, as the service is set up.</param>
    /// <param name="repository">The repository that the source belongs to.</param>
    public CsvSource(
        string name,
        string description,
        string dateCreatedColumn,
        string path,
        string quoteCharacter = "\"",
        string escapeCharacter = "\"",
        FileSystemConfiguration? filesystemConfiguration = null,
        string? repository = null)
        : base(name, description, dateCreatedColumn, repository)
    {
        Batch.CsvSource = new()
        {
            Path = path,
            QuoteCharacter = quoteCharacter,
            EscapeCharacter = escapeCharacter,
            FilesystemConfiguration = filesystemConfiguration?.ToWire(),
        };
    }

    internal CsvSource(DataSourceSpec spec)
        : base(spec) => FileSystemConfiguration.FromWire(Fields.FilesystemConfiguration);

    /// <inheritdoc />
    public override string Kind => "csv";

    /// <summary>Where the files are.</summary>
    public string Path => Fields.Path;

    /// <summary>The character that quotes.</summary>
    public string QuoteCharacter => Fields.QuoteCharacter;

    /// <summary>The character that escapes a quote.</summary>
    public string EscapeCharacter => Fields.EscapeCharacter;

    /// <summary>How to log in to the file system.</summary>
    public FileSystemConfiguration? FilesystemConfiguration => FileSystemConfiguration.FromWire(Fields.FilesystemConfiguration);

    private Wire.Sources.CsvSource Fields => Batch.CsvSource;
}
