using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Qwak.Cli.Terminal;

/// <summary>Indented camelCase JSON on standard output, text in its own script rather than escaped.</summary>
internal static class JsonOutput
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write<T>(CliConsole console, T value, JsonTypeInfo<T> type) =>
        Write(console, writer => JsonSerializer.Serialize(writer, value, type));

    public static void WriteObject(CliConsole console, Action<Utf8JsonWriter> members) =>
        Write(console, writer =>
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        });

    /// <summary>What a change came to: a sentence, or an object of what was changed and a member that says it is done.</summary>
    public static void WriteDone(
        CliConsole console, bool isJson, string sentence, string done, params (string Name, string Value)[] members)
    {
        if (!isJson)
        {
            console.WriteLine(sentence);
            return;
        }

        WriteObject(console, writer =>
        {
            foreach (var (name, value) in members)
            {
                writer.WriteString(name, value);
            }

            writer.WriteBoolean(done, true);
        });
    }

    private static void Write(CliConsole console, Action<Utf8JsonWriter> content)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
        {
            content(writer);
        }

        buffer.WriteByte((byte)'\n');
        console.Write(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }
}
