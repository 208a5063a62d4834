using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace Qwak.Connectors.Parquet;

/// <summary>The first entries of a column of a group of rows, and which of them is next.</summary>
internal sealed class ParquetColumn
{
    private readonly record struct Entry(int Definition, int Repetition, object? Cell);

    private readonly List<Entry> _entries = [];
    private int _next;

    private ParquetColumn()
    {
    }

    /// <summary>How much of what the schema allows is there of the next entry.</summary>
    public int Definition => _entries[_next].Definition;

    /// <summary>At which level the next entry repeats; 0 where a row begins, and after the last.</summary>
    public int Repetition => _next < _entries.Count ? _entries[_next].Repetition : 0;

    /// <summary>What the values kept take, in the file's own form.</summary>
    public long Bytes { get; private set; }

    public object? Take() => _entries[_next++].Cell;

    /// <summary>Reads a column, of which only the entries of the first rows are kept.</summary>
    public static async Task<ParquetColumn> ReadAsync(ParquetRowGroupReader group, DataField field, ParquetNode leaf, int rows, CancellationToken cancellationToken)
    {
        using var raw = await group.ReadRawColumnDataBaseAsync(field, cancellationToken);
        var column = new ParquetColumn();
        switch (raw)
        {
            case RawColumnData<bool> values:
                column.Fill(raw, values.Values, leaf, rows);
                break;
            case RawColumnData<int> values:
                column.Fill(raw, values.Values, leaf, rows);
                break;
            case RawColumnData<long> values:
                column.Fill(raw, values.Values, leaf, rows);
                break;
            case RawColumnData<float> values:
                column.Fill(raw, values.Values, leaf, rows);
                break;
            case RawColumnData<double> values:
                column.Fill(raw, values.Values, leaf, rows);
                break;
            case RawColumnData<ReadOnlyMemory<byte>> values:
                column.Fill(raw, values.Values, leaf, rows);
                break;
            default:
                throw new NotSupportedException("A column of another type than Parquet has.");
        }

        return column;
    }

    private void Fill<T>(RawColumnData raw, ReadOnlySpan<T> values, ParquetNode leaf, int rows)
        where T : struct
    {
        // A column that cannot be missing, or not repeat, keeps no levels for it.
        var definitions = leaf.DefinitionLevel > 0 ? raw.DefinitionLevels : [];
        var repetitions = leaf.RepetitionLevel > 0 ? raw.RepetitionLevels : [];
        var entries = leaf.DefinitionLevel > 0 ? definitions.Length : values.Length;
        var value = 0;
        for (var entry = 0; entry < entries; entry++)
        {
            var repetition = leaf.RepetitionLevel > 0 ? repetitions[entry] : 0;
            if (repetition == 0 && rows-- == 0)
            {
                return;
            }

            var definition = leaf.DefinitionLevel > 0 ? definitions[entry] : 0;
            _entries.Add(new Entry(definition, repetition, definition == leaf.DefinitionLevel ? Read(leaf.Type!, values[value++]) : null));
        }
    }

    // Many values can be one entry of a dictionary, and each becomes a text of its own.
    private object Read(ParquetType type, object value)
    {
        Bytes += value is ReadOnlyMemory<byte> bytes ? bytes.Length : sizeof(long);
        return type.Read(value);
    }
}
