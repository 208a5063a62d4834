using Qwak.Connectors;
using Qwak.Core;
using Qwak.Server.DataSources.Parquet;

namespace Qwak.Server.DataSources;

/// <summary>Samples as Parquet files. Each column has the type of its kind, or is text when a cell does not fit that exactly.</summary>
internal static class SampleParquet
{
    public const string MediaType = "application/vnd.apache.parquet";

    /// <summary>The file. Without a column there is none: readers refuse it.</summary>
    public static Result<byte[]> File(Sample sample) => sample.Columns.Count == 0
        ? new Refusal(RefusalCode.SourceFailed, "The sample has no columns, and a Parquet file needs one. Ask for JSON.")
        : ParquetFile.Write([.. sample.Columns.Select((column, index) => Column(column, [.. sample.Rows.Select(row => row[index])]))], sample.Rows.Count);

    private static ParquetColumn Column(SourceColumn column, object?[] cells) =>
        CellType.Of(column.Kind, cells) is { } type && Values(type, cells) is { } values
            ? new(column.Name, type, values)
            : new(column.Name, CellType.Text, Values(CellType.Text, cells)!);

    private static byte[]?[]? Values(CellType type, object?[] cells)
    {
        var values = new byte[]?[cells.Length];
        for (var row = 0; row < cells.Length; row++)
        {
            if (cells[row] is { } cell && (values[row] = type.Encode(cell)) is null)
            {
                return null;
            }
        }

        return values;
    }
}
