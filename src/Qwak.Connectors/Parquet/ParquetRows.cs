using System.Buffers.Binary;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;
using Qwak.Connectors.Network;

namespace Qwak.Connectors.Parquet;

/// <summary>
/// The rows of a Parquet file. Of the file its footer is read, then one group of rows after the other, of it one column
/// after the other. Parquet.Net reads the values as they are kept; what they mean is ours (<see cref="ParquetType"/>),
/// since types of .NET would lose nanoseconds, and digits of decimals.
/// </summary>
internal sealed class ParquetRows : RowReader
{
    private const int EndSize = 8;
    private const int LikelyFooter = 64 << 10;
    private const int LargestFooter = 16 << 20;

    // Parquet.Net goes into a group within a group by calling itself, as deep as the stack goes.
    private const int MostGroups = 2000;

    // A group of rows up to this size is read at once: one request instead of one for each column.
    private const int SmallGroup = 8 << 20;

    // Old writers forgot the header of the dictionary when they counted a column's bytes.
    private const int Uncounted = 128;

    private readonly PartialFile _file;
    private readonly ParquetReader _reader;
    private readonly IReadOnlyList<ParquetNode> _nodes;
    private readonly DataField[] _fields;
    private readonly ParquetNode[] _leaves;
    private readonly long _limit;
    private ParquetColumn[] _columns = [];
    private long _bytes;
    private int _wanted;
    private int _group;
    private int _rowsOfGroup;

    private ParquetRows(PartialFile file, ParquetReader reader, FileMetaData metadata, int rows, long limit)
    {
        (_file, _reader, _wanted, _limit) = (file, reader, rows, limit);
        _nodes = ParquetNode.ReadTree(metadata.Schema);
        _leaves = [.. _nodes.SelectMany(node => node.Leaves)];
        Columns = [.. _nodes.Select(node => node.Column)];

        // Without the annotations of its leaves the reader takes them for what they are kept as. It has not made its schema yet.
        foreach (var element in metadata.Schema.Where(element => element.Type is not null))
        {
            (element.LogicalType, element.ConvertedType) = (null, null);
        }

        _fields = reader.Schema.DataFields;
        if (_fields.Length != _leaves.Length)
        {
            throw new NotSupportedException("A schema that the reader has another view of.");
        }
    }

    public override IReadOnlyList<SourceColumn> Columns { get; }

    /// <param name="file">The file, of which nothing is loaded yet.</param>
    /// <param name="rows">Most rows that will be read.</param>
    /// <param name="limit">Most bytes that a column of a group of rows may have.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ParquetRows> OpenAsync(PartialFile file, int rows, long limit, CancellationToken cancellationToken)
    {
        await LoadFooterAsync(file, cancellationToken);
        var reader = await ParquetReader.CreateAsync(
            file, new ParquetOptions { TreatBigIntegersAsDates = false }, leaveStreamOpen: false, cancellationToken);
        return reader.Metadata is { } metadata
            ? new ParquetRows(file, reader, metadata, rows, limit)
            : throw new InvalidDataException("No metadata.");
    }

    public override async ValueTask<object?[]?> ReadAsync(CancellationToken cancellationToken)
    {
        while (_rowsOfGroup == 0)
        {
            if (_wanted == 0 || _group == _reader.RowGroupCount)
            {
                return null;
            }

            await ReadGroupAsync(_group++, cancellationToken);
        }

        _rowsOfGroup--;
        var json = new ParquetJson(_columns);
        return [.. _nodes.Select(node => node.Type is not null && !node.IsRepeated ? _columns[node.Leaf].Take() : json.Take(node))];
    }

    public override async ValueTask DisposeAsync() => await _reader.DisposeAsync();

    private static async Task LoadFooterAsync(PartialFile file, CancellationToken cancellationToken)
    {
        if (file.Length <= EndSize)
        {
            throw new InvalidDataException("Too short for a Parquet file.");
        }

        var likely = long.Min(LikelyFooter, file.Length);
        var loaded = await file.LoadAsync(file.Length - likely, likely, cancellationToken);
        var end = new byte[EndSize];
        file.Position = file.Length - EndSize;
        file.ReadExactly(end);
        if (end.AsSpan(4).SequenceEqual("PARE"u8))
        {
            throw new ConnectorException(ConnectorFailure.Protocol, "The file is encrypted with Parquet's own encryption, which is not read.");
        }

        var footer = BinaryPrimitives.ReadInt32LittleEndian(end);
        if (!end.AsSpan(4).SequenceEqual("PAR1"u8) || footer < 0 || footer > file.Length - EndSize)
        {
            throw new InvalidDataException("No Parquet file.");
        }

        if (footer > LargestFooter)
        {
            throw new ConnectorException(ConnectorFailure.Protocol, $"The file's footer has more than {LargestFooter >> 20} MiB.");
        }

        if (footer + EndSize > likely)
        {
            file.Forget();
            loaded = await file.LoadAsync(file.Length - EndSize - footer, footer + EndSize, cancellationToken);
        }

        CheckFooter(loaded.Span[^(footer + EndSize)..^EndSize]);

        // The reader looks at the mark that the file begins with too, and calls a wrong one a failure to read.
        await file.LoadAsync(0, EndSize, cancellationToken);
        file.Position = 0;
        file.ReadExactly(end);
        if (!end.AsSpan(0, 4).SequenceEqual("PAR1"u8))
        {
            throw new InvalidDataException("No Parquet file.");
        }
    }

    private static void CheckFooter(ReadOnlySpan<byte> footer)
    {
        var groups = 0;
        ThriftCheck.Check(footer, ThriftFields.Footer, (name, field, number) => groups += name == "SchemaElement" && field == 5 && number > 0 ? 1 : 0);
        if (groups > MostGroups)
        {
            throw new ConnectorException(ConnectorFailure.Protocol, $"The file's schema has more than {MostGroups} groups of columns.");
        }
    }

    private async Task ReadGroupAsync(int index, CancellationToken cancellationToken)
    {
        using var group = _reader.OpenRowGroupReader(index);
        var rows = (int)long.Clamp(group.RowCount, 0, _wanted);
        var parts = _fields.Zip(_leaves, (field, leaf) => Part(group.GetMetadata(field)?.MetaData, leaf)).ToArray();
        var (start, end) = (parts.Min(part => part.Start), parts.Max(part => part.End));
        var isSmall = end - start <= SmallGroup;
        var loaded = isSmall ? await _file.LoadAsync(start, end - start, cancellationToken) : default;
        _columns = new ParquetColumn[_leaves.Length];
        for (var leaf = 0; leaf < _leaves.Length; leaf++)
        {
            var (from, to, values) = parts[leaf];
            _file.Forget();
            var chunk = isSmall ? loaded[(int)(from - start)..(int)(to - start)] : await _file.LoadAsync(from, to - from, cancellationToken);
            _file.Narrow(from, new ParquetPages(_leaves[leaf], _limit).Check(chunk, values));
            cancellationToken.ThrowIfCancellationRequested();
            _columns[leaf] = await ParquetColumn.ReadAsync(group, _fields[leaf], _leaves[leaf], rows, cancellationToken);
            if ((_bytes += _columns[leaf].Bytes) > _limit)
            {
                throw BoundedStream.TooLarge(_limit);
            }
        }

        _file.Forget();
        _wanted -= rows;
        _rowsOfGroup = rows;
    }

    /// <summary>Where a column of a group lies. Parquet.Net takes it as a whole, whatever is wanted of it.</summary>
    private (long Start, long End, long Values) Part(ColumnMetaData? column, ParquetNode leaf)
    {
        if (column is null || column.NumValues < 0 || column.TotalCompressedSize < 0)
        {
            throw new InvalidDataException("A column that is nowhere.");
        }

        if (column.NumValues > _limit / ParquetPages.BytesPerValue || column.TotalUncompressedSize > _limit || column.TotalCompressedSize > _limit)
        {
            throw ParquetPages.TooLarge(leaf, _limit);
        }

        // Where Parquet.Net begins to read.
        var start = new[] { column.DictionaryPageOffset ?? 0, column.DataPageOffset, column.IndexPageOffset ?? 0 }.Where(offset => offset != 0).DefaultIfEmpty().Min();
        return (start, long.Min(start + column.TotalCompressedSize + Uncounted, _file.Length), column.NumValues);
    }
}
