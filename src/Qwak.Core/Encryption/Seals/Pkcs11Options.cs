namespace Qwak.Core.Encryption.Seals;

/// <summary>An AES key in a token that speaks PKCS#11.</summary>
/// <param name="Module">The token's module: a library that is loaded into this process, only when this seal is used.</param>
/// <param name="TokenLabel">The token's label.</param>
/// <param name="KeyLabel">The key's label.</param>
/// <param name="PinFile">File of the user's PIN, mode 0600; null for the variable <see cref="PinVariable"/>.</param>
internal sealed record Pkcs11Options(string Module, string TokenLabel, string KeyLabel, string? PinFile)
{
    public const string PinVariable = "QWAK_SEAL_PKCS11_PIN";

    public override string ToString() => $"key {KeyLabel} of token {TokenLabel}";
}
