using System.Text.Json;

namespace Qwak.Cli.Commands.Secrets.Files;

/// <summary>JSON files: one object whose members are the secrets. A value is text; what is not, such as a number, is refused, since it has no one text.</summary>
internal static class JsonFile
{
    /// <exception cref="CliException">It is something else; the message has nothing of it.</exception>
    public static List<FileSecret> Read(ReadOnlySpan<byte> utf8)
    {
        var secrets = new List<FileSecret>();
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw Wrong();
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var key = reader.GetString()!;
                reader.Read();
                if (reader.TokenType != JsonTokenType.String)
                {
                    throw new CliException($"Error: Value {secrets.Count + 1} of the file is not a text in quotes.");
                }

                secrets.Add(new FileSecret(key, reader.GetString()!));
            }

            return reader.Read() ? throw Wrong() : secrets;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // Not as the cause: it describes a piece of the file.
            throw Wrong();
        }
    }

    private static CliException Wrong() => new("Error: The file is not a JSON object of names and texts.");
}
