using System.Globalization;
using Qwak.Cli.Terminal;

namespace Qwak.Cli.Commands.Secrets;

/// <summary>Tells on standard error which values should be replaced, so that the output itself stays data.</summary>
internal static class ExpiryWarnings
{
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(14);

    public static void Write(CliConsole console, IEnumerable<SecretProperties> secrets)
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var secret in secrets)
        {
            if (secret.ExpiresAt is { } expiry && expiry - now < Ahead)
            {
                var day = expiry.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                console.WriteErrorLine($"Warning: '{secret.Name}' {(expiry <= now ? "has expired on" : "expires on")} {day}. Set a new value and '--expires'.");
            }
        }
    }
}
