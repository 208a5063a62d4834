using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Qwak.Connectors.Parquet;

/// <summary>Puts nested values together from the columns of their leaves, as JSON.</summary>
internal sealed class ParquetJson(IReadOnlyList<ParquetColumn> columns)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The next value of a column of the table; null where there is none.</summary>
    public string? Take(ParquetNode node)
    {
        if (node.IsOptional && columns[node.Leaf].Definition < node.DefinitionLevel)
        {
            Skip(node);
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            Write(json, node);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void Write(Utf8JsonWriter json, ParquetNode node)
    {
        if (node.IsRepeated)
        {
            WriteList(json, node, item => WriteContent(json, item));
        }
        else if (node.IsOptional && columns[node.Leaf].Definition < node.DefinitionLevel)
        {
            Skip(node);
            json.WriteNullValue();
        }
        else
        {
            WriteContent(json, node);
        }
    }

    private void WriteContent(Utf8JsonWriter json, ParquetNode node)
    {
        switch (node)
        {
            case { Type: { } type }:
                WriteCell(json, type, columns[node.Leaf].Take()!);
                break;
            case { IsList: true, Children: [{ IsRepeated: true } items] }:
                WriteList(json, items, item => WriteItem(json, node, item));
                break;
            case { IsMap: true, Children: [{ IsRepeated: true, Children: [{ Type: { } key, IsOptional: false, IsRepeated: false }, _] } pairs] }:
                json.WriteStartObject();
                ForEach(pairs, pair =>
                {
                    json.WritePropertyName(Text(key, columns[pair.Leaf].Take()!));
                    Write(json, pair.Children[1]);
                });
                json.WriteEndObject();
                break;
            default:
                json.WriteStartObject();
                foreach (var child in node.Children)
                {
                    json.WritePropertyName(child.Name);
                    Write(json, child);
                }

                json.WriteEndObject();
                break;
        }
    }

    private void WriteItem(Utf8JsonWriter json, ParquetNode list, ParquetNode item)
    {
        if (item.IsElement(list))
        {
            WriteContent(json, item);
        }
        else
        {
            Write(json, item.Children[0]);
        }
    }

    private void WriteList(Utf8JsonWriter json, ParquetNode items, Action<ParquetNode> write)
    {
        json.WriteStartArray();
        ForEach(items, write);
        json.WriteEndArray();
    }

    private void ForEach(ParquetNode repeated, Action<ParquetNode> write)
    {
        if (columns[repeated.Leaf].Definition < repeated.DefinitionLevel)
        {
            Skip(repeated);
            return;
        }

        do
        {
            write(repeated);
        }
        while (columns[repeated.Leaf].Repetition == repeated.RepetitionLevel);
    }

    // What is not there has one entry in each column below.
    private void Skip(ParquetNode node)
    {
        foreach (var leaf in node.Leaves)
        {
            columns[leaf.Leaf].Take();
        }
    }

    private static void WriteCell(Utf8JsonWriter json, ParquetType type, object cell)
    {
        if (type.Kind is ColumnKind.Boolean)
        {
            json.WriteBooleanValue((bool)cell);
        }
        else if (type.Kind is ColumnKind.Integer or ColumnKind.Decimal or ColumnKind.Float && cell is not (float.NaN or double.NaN) && !IsInfinite(cell))
        {
            json.WriteRawValue(Text(type, cell));
        }
        else
        {
            json.WriteStringValue(Text(type, cell));
        }
    }

    private static bool IsInfinite(object cell) => cell is float single && float.IsInfinity(single) || cell is double number && double.IsInfinity(number);

    private static string Text(ParquetType type, object cell) => type.Kind switch
    {
        ColumnKind.Binary => Convert.ToBase64String((byte[])cell),
        ColumnKind.Boolean => (bool)cell ? "true" : "false",
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture)!,
    };
}
