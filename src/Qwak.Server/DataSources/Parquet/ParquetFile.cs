using System.Buffers.Binary;

namespace Qwak.Server.DataSources.Parquet;

/// <summary>A column and its values as Parquet keeps them, null where there is none.</summary>
internal sealed record ParquetColumn(string Name, CellType Type, IReadOnlyList<byte[]?> Values);

/// <summary>
/// A Parquet file (github.com/apache/parquet-format): after the magic number a page for each column, then the footer, which says
/// what the pages are. The numbers are those of its parquet.thrift.
/// </summary>
internal static class ParquetFile
{
    private const int Plain = 0;
    private const int RunLength = 3;
    private const int DataPage = 0;
    private const int Optional = 1;
    private const int Uncompressed = 0;

    private static ReadOnlySpan<byte> Magic => "PAR1"u8;

    public static byte[] Write(IReadOnlyList<ParquetColumn> columns, int rows)
    {
        using var file = new MemoryStream();
        file.Write(Magic);
        var chunks = columns.Select(column => WriteChunk(file, column)).ToList();
        var pagesEnd = file.Position;
        ThriftWriter.Write(file, footer => footer
            .Int(1, 1)
            .Structs(2, [root => root.Text(4, "schema").Int(5, columns.Count), .. columns.Select(Element)])
            .Long(3, rows)
            .Structs(4, group => group
                .Structs(1, [.. chunks])
                .Long(2, pagesEnd - Magic.Length)
                .Long(3, rows)));
        WriteInt(file, checked((int)(file.Position - pagesEnd)));
        file.Write(Magic);
        return file.ToArray();
    }

    private static Action<ThriftWriter> Element(ParquetColumn column) => element =>
    {
        element.Int(1, (int)column.Type.Physical);
        if (column.Type.Length is { } length)
        {
            element.Int(2, length);
        }

        element.Int(3, Optional).Text(4, column.Name);
        column.Type.Annotate(element);
    };

    /// <summary>Writes the only page of a column, and returns what the footer says of it.</summary>
    private static Action<ThriftWriter> WriteChunk(Stream file, ParquetColumn column)
    {
        var start = file.Position;
        using var page = new MemoryStream();
        WriteLevels(page, column.Values);
        WriteValues(page, column);
        var size = checked((int)page.Length);
        ThriftWriter.Write(file, header => header
            .Int(1, DataPage)
            .Int(2, size)
            .Int(3, size)
            .Struct(5, data => data
                .Int(1, column.Values.Count)
                .Int(2, Plain)
                .Int(3, RunLength)
                .Int(4, RunLength)));
        page.WriteTo(file);
        var length = file.Position - start;
        return chunk => chunk.Long(2, start).Struct(3, data => data
            .Int(1, (int)column.Type.Physical)
            .Ints(2, Plain, RunLength)
            .Texts(3, column.Name)
            .Int(4, Uncompressed)
            .Long(5, column.Values.Count)
            .Long(6, length)
            .Long(7, length)
            .Long(9, start));
    }

    /// <summary>Which rows have a value: one run of bits.</summary>
    private static void WriteLevels(Stream page, IReadOnlyList<byte[]?> values)
    {
        using var levels = new MemoryStream();
        var bits = Bits([.. values.Select(value => value is not null)]);
        ThriftWriter.Varint(levels, ((ulong)bits.Length << 1) | 1);
        levels.Write(bits);
        WriteInt(page, (int)levels.Length);
        levels.WriteTo(page);
    }

    private static void WriteValues(Stream page, ParquetColumn column)
    {
        var values = column.Values.OfType<byte[]>();
        if (column.Type.Physical == PhysicalType.Boolean)
        {
            page.Write(Bits([.. values.Select(value => value[0] != 0)]));
            return;
        }

        foreach (var value in values)
        {
            page.Write(value);
        }
    }

    private static byte[] Bits(IReadOnlyList<bool> flags)
    {
        var bytes = new byte[(flags.Count + 7) / 8];
        foreach (var (index, flag) in flags.Index())
        {
            bytes[index / 8] |= (byte)((flag ? 1 : 0) << (index % 8));
        }

        return bytes;
    }

    private static void WriteInt(Stream to, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        to.Write(bytes);
    }
}
