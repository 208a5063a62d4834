using System.Security.Cryptography;
using Qwak.Cli.Terminal;

namespace Qwak.Cli.Commands.Secrets;

/// <summary>A value from a file or standard input, kept byte for byte.</summary>
internal static class ValueFile
{
    public const int MaximumBytes = 2 * 1024 * 1024;

    public static SecretValue Read(string path, CliConsole console)
    {
        var name = path == "-" ? "Standard input" : $"The value file '{path}'";
        var buffer = new byte[MaximumBytes + 1];
        try
        {
            var length = ReadUpTo(path, console, buffer);
            if (length > MaximumBytes)
            {
                throw TooLarge();
            }

            var value = SecretValue.FromUtf8(buffer.AsSpan(0, length));
            if (length > 0 && buffer[length - 1] == '\n')
            {
                console.WriteErrorLine($"Warning: {name} ends with a newline, which is part of the stored value.");
            }

            return value;
        }
        catch (ArgumentException)
        {
            throw new CliException($"Error: {name} is not valid UTF-8; encode binary data, for example as base64.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"Error: {name} cannot be read: {exception.Message}", innerException: exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    public static CliException TooLarge() => new("Error: The value is larger than 2 MiB, the most that a server can be set to take.");

    // One byte more than allowed is enough to know; an endless file must not fill the memory.
    private static int ReadUpTo(string path, CliConsole console, byte[] buffer)
    {
        if (path == "-")
        {
            return console.Input.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        return file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
    }
}
