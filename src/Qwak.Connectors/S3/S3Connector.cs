using Amazon.Runtime;
using Amazon.S3;
using Parquet;
using Qwak.Connectors.Files;
using Qwak.Connectors.Parquet;
using Qwak.FeatureStore.DataSources;

namespace Qwak.Connectors.S3;

/// <summary>Files in S3: one, or those of a folder one after the other.</summary>
internal sealed class S3Connector : IDataSourceConnector
{
    private readonly S3Location _location;
    private readonly S3Bucket _bucket;
    private readonly OpenFile _open;

    private S3Connector(string path, FileSystemConfiguration login, SourceAccess access, OpenFile open)
    {
        _location = S3Location.Parse(path);
        if (login is AwsS3FileSystemConfiguration keys && keys.Bucket != _location.Bucket)
        {
            throw new ConnectorException(
                ConnectorFailure.Definition, $"The source's path is in the bucket '{_location.Bucket}', and its file-system configuration is for '{keys.Bucket}'.");
        }

        _open = open;
        _bucket = new S3Bucket(_location.Bucket, login, access);
    }

    /// <summary>Opens a file for so many rows.</summary>
    private delegate Task<RowReader> OpenFile(S3Bucket bucket, S3File file, int rows, CancellationToken cancellationToken);

    public static S3Connector Csv(CsvSource source, SourceAccess access)
    {
        var style = CsvStyle.Of(source.QuoteCharacter, source.EscapeCharacter);
        return new S3Connector(source.Path, source.FilesystemConfiguration!, access, async (bucket, file, _, cancellationToken) =>
        {
            var response = await bucket.ReadAsync(file, 0, file.Length - 1, cancellationToken);
            var isCompressed = response.Headers.ContentEncoding == "gzip" || file.Key.EndsWith(".gz", StringComparison.Ordinal);
            return await CsvRows.OpenAsync(response.ResponseStream, isCompressed, style, access.Limits.AnswerBytes, cancellationToken);
        });
    }

    public static S3Connector Parquet(ParquetSource source, SourceAccess access) =>
        new(source.Path, source.FilesystemConfiguration!, access, async (bucket, file, rows, cancellationToken) =>
            await ParquetRows.OpenAsync(
                new PartialFile(file.Length, async (from, to, cancellationToken) => (await bucket.ReadAsync(file, from, to, cancellationToken)).ResponseStream),
                rows,
                access.Limits.AnswerBytes,
                cancellationToken));

    public async Task<RowReader> OpenAsync(int rows, CancellationToken cancellationToken)
    {
        var files = await FindAsync(cancellationToken);
        return await FileRows.OpenAsync(files, (file, cancellationToken) => _open(_bucket, file, rows, cancellationToken), cancellationToken);
    }

    public ConnectorException? Explain(Exception exception) => exception switch
    {
        AmazonS3Exception { InnerException: not ConnectorException, StatusCode: not 0 } s3 => S3Errors.Of(s3, _location),
        AmazonServiceException or AmazonClientException or HttpRequestException or HttpIOException => Failures.Explain(exception)
            ?? new ConnectorException(ConnectorFailure.Connection, "S3 does not answer, or broke the connection."),
        InvalidDataException or EndOfStreamException or FormatException or ParquetException or NotSupportedException =>
            new ConnectorException(ConnectorFailure.Protocol, $"A file of '{_location}' is damaged, or of another format than the source says."),
        _ => null,
    };

    public ValueTask DisposeAsync()
    {
        _bucket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<IReadOnlyList<S3File>> FindAsync(CancellationToken cancellationToken)
    {
        if (!_location.Key.EndsWith('/') && await _bucket.FindAsync(_location.Key, cancellationToken) is { } file)
        {
            return [file];
        }

        var files = await _bucket.ListAsync(_location.Key.TrimEnd('/') + '/', cancellationToken);
        return files.Count > 0 ? files : throw S3Errors.Missing(_location);
    }
}
