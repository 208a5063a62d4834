namespace Qwak.Cli.Commands.Secrets.Files;

/// <summary>A secret of a file: the key that stands there, our name for it, and the value.</summary>
internal sealed class FileSecret(string key, string value) : IDisposable
{
    public string Key => key;

    /// <summary>AWS_API_KEY is aws-api-key here.</summary>
    public string Name { get; } = key.ToLowerInvariant().Replace('_', '-');

    public SecretValue Value { get; } = SecretValue.FromString(value);

    /// <summary>The key of a dotenv file for one of our names.</summary>
    public static string KeyOf(string name) => name.ToUpperInvariant().Replace('-', '_');

    public override string ToString() => $"{key}: [redacted]";

    public void Dispose() => Value.Dispose();
}

/// <summary>What a file is written in.</summary>
internal static class FileFormat
{
    public const string Dotenv = "dotenv";
    public const string Json = "json";

    /// <summary>The format that is asked for, else that of the file's name.</summary>
    public static string Of(string? asked, string? path) =>
        asked ?? (path?.EndsWith(".json", StringComparison.OrdinalIgnoreCase) == true ? Json : Dotenv);

    /// <exception cref="CliException">It cannot be read, or not all of it is understood; the message holds none of it.</exception>
    public static List<FileSecret> Read(ReadOnlySpan<byte> utf8, string format)
    {
        if (utf8.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }

        return format == Json ? JsonFile.Read(utf8) : DotenvFile.Read(Text(utf8));
    }

    private static string Text(ReadOnlySpan<byte> utf8) => System.Text.Unicode.Utf8.IsValid(utf8)
        ? System.Text.Encoding.UTF8.GetString(utf8)
        : throw new CliException("Error: The file is not valid UTF-8.");
}
