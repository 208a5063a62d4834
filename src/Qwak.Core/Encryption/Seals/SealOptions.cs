namespace Qwak.Core.Encryption.Seals;

/// <summary>A seal as the operator names it. When nothing is, it is the key file at its default place.</summary>
internal sealed record SealOptions
{
    /// <summary>Its key file, when it is not where it is by default.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The file of its passphrase; takes precedence over a key file.</summary>
    public string? PassphraseFile { get; init; }

    /// <summary>Its key in a token.</summary>
    public Pkcs11Options? Pkcs11 { get; init; }

    /// <summary>Its key in AWS KMS.</summary>
    public KmsOptions? Kms { get; init; }

    /// <summary>What kind of seal it is, by the word that the store keeps.</summary>
    public string Kind => Kms is not null ? KmsSeal.Word
        : Pkcs11 is not null ? Pkcs11Seal.Word
        : PassphraseFile is not null ? PassphraseSeal.Word
        : KeyFileSeal.Word;
}
