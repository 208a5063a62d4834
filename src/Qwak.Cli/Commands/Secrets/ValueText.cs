using System.Text;
using System.Text.Unicode;

namespace Qwak.Cli.Commands.Secrets;

/// <summary>A value that came as text.</summary>
internal static class ValueText
{
    public static SecretValue FromPrompt(string text) => Checked(text);

    public static SecretValue FromArgument(string text)
    {
        // The runtime replaces bytes of the command line that are not UTF-8; storing the replacement would corrupt the value silently.
        if (text.Contains('\uFFFD') && !CommandLineIsUtf8())
        {
            throw new CliException("Error: --value is not valid UTF-8; encode binary data, for example as base64.");
        }

        return Checked(text);
    }

    private static SecretValue Checked(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > ValueFile.MaximumBytes)
        {
            throw ValueFile.TooLarge();
        }

        try
        {
            return SecretValue.FromString(text);
        }
        catch (ArgumentException)
        {
            throw new CliException("Error: The value is not valid Unicode text.");
        }
    }

    private static bool CommandLineIsUtf8()
    {
        try
        {
            return Utf8.IsValid(File.ReadAllBytes("/proc/self/cmdline"));
        }
        catch (IOException)
        {
            return true;
        }
    }
}
