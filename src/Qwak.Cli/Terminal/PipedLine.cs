using System.Security.Cryptography;
using System.Text;

namespace Qwak.Cli.Terminal;

/// <summary>
/// The answer to a prompt where standard input is not a terminal: its first line, without the line end, as the existing CLI
/// does. Nothing at all is "Aborted!". Whole values with newlines come through <c>--value-file -</c>.
/// </summary>
internal static class PipedLine
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string? Read(Stream input)
    {
        using var line = new MemoryStream();
        int next;
        while ((next = input.ReadByte()) is not -1 and not '\n')
        {
            line.WriteByte((byte)next);
        }

        var bytes = line.GetBuffer().AsSpan(0, (int)line.Length);
        try
        {
            return next == -1 && bytes.IsEmpty ? null : Strict.GetString(bytes is [.. var text, (byte)'\r'] ? text : bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new CliException("Error: Standard input is not valid UTF-8; encode binary data, for example as base64.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
