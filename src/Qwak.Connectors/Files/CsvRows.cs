using System.IO.Compression;
using System.Text;
using Qwak.Connectors.Network;

namespace Qwak.Connectors.Files;

/// <summary>The rows of a CSV file, whose first record names the columns. CSV has no types: each cell is the text that stands there.</summary>
internal sealed class CsvRows : RowReader
{
    private readonly CsvReader _reader;
    private int _record = 1;

    private CsvRows(CsvReader reader, List<string?> names)
    {
        _reader = reader;
        Columns = [.. names.Select(name => new SourceColumn(name ?? "", ColumnKind.String, "text"))];
    }

    public override IReadOnlyList<SourceColumn> Columns { get; }

    /// <param name="stream">The file, which is closed with the rows.</param>
    /// <param name="isCompressed">Whether it is compressed with gzip.</param>
    /// <param name="style">How its cells are quoted.</param>
    /// <param name="limit">Most bytes to read of it, once it is decompressed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<CsvRows> OpenAsync(Stream stream, bool isCompressed, CsvStyle style, long limit, CancellationToken cancellationToken)
    {
        var plain = isCompressed ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        var reader = new CsvReader(new StreamReader(new BoundedStream(plain, limit), new UTF8Encoding(false, throwOnInvalidBytes: true)), style);
        try
        {
            return await reader.ReadAsync(cancellationToken) is { } names
                ? new CsvRows(reader, names)
                : throw new ConnectorException(ConnectorFailure.Table, "The file is empty: its first line has to name the columns.");
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    public override async ValueTask<object?[]?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await _reader.ReadAsync(cancellationToken) is not { } cells)
        {
            return null;
        }

        _record++;
        if (cells.Count > Columns.Count)
        {
            throw new ConnectorException(
                ConnectorFailure.Protocol, $"Record {_record} of the file has {cells.Count} cells, and the first line names {Columns.Count} columns.");
        }

        // Writers leave out empty cells at the end of a line.
        var row = new object?[Columns.Count];
        cells.ToArray().CopyTo(row, 0);
        return row;
    }

    public override ValueTask DisposeAsync()
    {
        _reader.Dispose();
        return ValueTask.CompletedTask;
    }
}
