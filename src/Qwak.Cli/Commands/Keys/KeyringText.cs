using System.Globalization;
using Qwak.Cli.Terminal;
using Qwak.Rest;

namespace Qwak.Cli.Commands.Keys;

/// <summary>The keyring as it is printed.</summary>
internal static class KeyringText
{
    public static void Write(CliConsole console, KeyringProperties keyring, bool isJson)
    {
        if (isJson)
        {
            JsonOutput.Write(console, keyring, RestJson.Default.KeyringProperties);
            return;
        }

        console.WriteLine($"Sealed by {(keyring.Seal == "passphrase" ? "a passphrase" : "a key file")} ({keyring.SealId})");
        var table = new Table("KEY", "STATE", "CREATED", "VERSIONS", "USES");
        foreach (var key in keyring.Keys)
        {
            table.Add(
                key.Id, key.IsActive ? "active" : "decrypts", Table.Time(key.CreatedAt), key.Versions.ToString(CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"{key.Uses} of {key.MaximumUses}"));
        }

        table.WriteTo(console);
    }
}
