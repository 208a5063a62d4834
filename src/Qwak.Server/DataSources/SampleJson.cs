using System.Text.Encodings.Web;
using System.Text.Json;
using Qwak.Connectors;

namespace Qwak.Server.DataSources;

/// <summary>Samples as JSON: as REST answers them, and as the existing client reads them into pandas.</summary>
internal static class SampleJson
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The word for a kind of column.</summary>
    public static string Word(ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean => "boolean",
        ColumnKind.Integer => "integer",
        ColumnKind.Float => "float",
        ColumnKind.Decimal => "decimal",
        ColumnKind.String => "string",
        ColumnKind.Binary => "binary",
        ColumnKind.Date => "date",
        ColumnKind.Time => "time",
        ColumnKind.Timestamp => "timestamp",
        ColumnKind.Instant => "instant",
        ColumnKind.Nested => "nested",
    };

    /// <summary><c>{columns:[{name,type}],rows:[[…]]}</c>.</summary>
    public static byte[] Table(Sample sample)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteStartArray("columns");
            foreach (var column in sample.Columns)
            {
                json.WriteStartObject();
                json.WriteString("name", column.Name);
                json.WriteString("type", Word(column.Kind));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("rows");
            foreach (var row in sample.Rows)
            {
                json.WriteStartArray();
                for (var column = 0; column < row.Length; column++)
                {
                    WriteCell(json, sample.Columns[column].Kind, row[column]);
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>A Python string literal that holds pandas' JSON, column by column: the client evaluates it as a literal and reads the text.</summary>
    public static string PandasLiteral(Sample sample)
    {
        using var buffer = new MemoryStream();

        // Only ASCII, everything else escaped by JSON, so that backslashes and quotes are all that Python has to be told of.
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (index, column) in sample.Columns.Index())
            {
                json.WriteStartObject(column.Name);
                foreach (var (number, row) in sample.Rows.Index())
                {
                    json.WritePropertyName($"{number}");
                    WriteCell(json, column.Kind, row[index]);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        var text = System.Text.Encoding.ASCII.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        return $"'{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal)}'";
    }

    private static void WriteCell(Utf8JsonWriter json, ColumnKind kind, object? cell)
    {
        switch (cell)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case float number when float.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case byte[] bytes:
                json.WriteBase64StringValue(bytes);
                break;
            case string text when kind == ColumnKind.Nested && Nested(text) is { } nested:
                nested.WriteTo(json);
                break;
            default:
                json.WriteStringValue(Convert.ToString(cell, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }

    /// <summary>A nested value; null where a source gives its own text for one.</summary>
    private static JsonElement? Nested(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
