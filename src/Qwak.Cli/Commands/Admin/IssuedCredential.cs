using System.Text.Json;
using Qwak.Cli.Terminal;

namespace Qwak.Cli.Commands.Admin;

/// <summary>How a credential that has just been made is shown.</summary>
internal static class IssuedCredential
{
    public static string Describe(string? environment, DateTimeOffset? expiresAt) =>
        $"{(environment is null ? "any environment" : $"environment '{environment}'")}, "
        + (expiresAt is null ? "does not expire" : $"expires {Table.Time(expiresAt)}");

    public static void WriteLine(CliConsole console, SecretValue credential)
    {
        console.Write(credential.RevealUtf8());
        console.Write("\n"u8);
    }

    public static void WriteMembers(Utf8JsonWriter writer, string user, string? environment, DateTimeOffset? expiresAt)
    {
        writer.WriteString("user", user);
        if (environment is not null)
        {
            writer.WriteString("environment", environment);
        }

        if (expiresAt is { } time)
        {
            writer.WriteString("expiresAt", time);
        }
    }
}
