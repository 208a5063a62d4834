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

        console.WriteLine($"Sealed by {Words(keyring.Seal)} ({keyring.SealId})");
        var table = new Table("KEY", "STATE", "CREATED", "VERSIONS", "USES");
        foreach (var key in keyring.Keys)
        {
            table.Add(
                key.Id, key.IsActive ? "active" : "decrypts", Table.Time(key.CreatedAt), key.Versions.ToString(CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"{key.Uses} of {key.MaximumUses}"));
        }

        table.WriteTo(console);
    }

    private static string Words(string seal) => seal switch
    {
        "key-file" => "a key file",
        "passphrase" => "a passphrase",
        "pkcs11" => "a key in a token (PKCS#11)",
        "kms" => "a key of AWS KMS",
        _ => seal,
    };
}
